"""What links does: one verb per file."""
