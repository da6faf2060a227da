"""What is read from the wallet."""
