"""What is read from lotteries."""
