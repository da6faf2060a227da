"""Lists and pages of retention."""
