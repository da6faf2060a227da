"""Writes of payments, one verb per file."""
