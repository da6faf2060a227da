"""What changes the ledger: one verb per file."""
