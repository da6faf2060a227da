"""What lies where and what is held for whom."""
