"""Writes of flash sales, one verb per file."""
