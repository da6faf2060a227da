"""Reads of flash sales."""
