"""Writes of the points mall, one verb per file."""
