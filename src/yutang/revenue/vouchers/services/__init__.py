"""Writes of vouchers, one verb per file."""
