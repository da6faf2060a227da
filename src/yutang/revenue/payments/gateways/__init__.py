"""Providers, each translated from its own words to ours."""
