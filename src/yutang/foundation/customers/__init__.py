"""Customers, their identities, addresses and consent."""
