"""What changes the customer book: one verb per file."""
