"""Lists and pages of revenue."""
