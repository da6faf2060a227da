"""Writes of lotteries, one verb per file."""
