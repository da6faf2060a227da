"""Reads of payments."""
