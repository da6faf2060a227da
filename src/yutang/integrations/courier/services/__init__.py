"""Verbs of the embedded courier."""
