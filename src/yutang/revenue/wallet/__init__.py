"""Stored value and gift cards: money that customers paid beforehand, as accounts of the ledger."""
