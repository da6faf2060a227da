"""What is read from membership."""
