"""What changes the catalogue: one verb per file."""
