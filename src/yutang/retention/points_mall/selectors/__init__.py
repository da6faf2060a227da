"""What is read from the points mall."""
