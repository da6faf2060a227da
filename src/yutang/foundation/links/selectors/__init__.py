"""What links can be asked."""
