"""Accounts and balanced transfers; nothing is edited."""
