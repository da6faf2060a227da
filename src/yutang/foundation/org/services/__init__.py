"""What changes the organisation: one verb per file."""
