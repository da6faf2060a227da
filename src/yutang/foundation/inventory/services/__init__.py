"""What changes the stock room: one verb per file."""
