"""What is read from the organisation."""
