"""Lists and pages of system."""
