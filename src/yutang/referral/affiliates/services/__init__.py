"""What affiliates does: one verb per file."""
