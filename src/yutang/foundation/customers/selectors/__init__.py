"""What is read from the customer book."""
