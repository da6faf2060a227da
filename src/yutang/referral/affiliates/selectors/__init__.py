"""What affiliates can be asked."""
