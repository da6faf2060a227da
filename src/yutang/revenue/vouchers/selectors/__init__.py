"""What is read of vouchers."""
