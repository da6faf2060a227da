"""What is read from the ledger."""
