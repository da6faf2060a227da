"""Writes of orders, one verb per file."""
