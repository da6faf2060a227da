"""What changes membership, one verb a file."""
