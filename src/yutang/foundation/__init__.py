"""Nouns that everyone shares."""
