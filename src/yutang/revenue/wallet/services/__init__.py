"""Writes of the wallet, one verb per file."""
