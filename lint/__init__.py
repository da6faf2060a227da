"""Import rules of our own."""
