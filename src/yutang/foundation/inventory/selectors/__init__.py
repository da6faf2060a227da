"""What is read from the stock room."""
