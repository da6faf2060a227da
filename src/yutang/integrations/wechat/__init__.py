"""Clients of the official account and the mini-program."""
