"""Writes of pricing, one verb per file."""
