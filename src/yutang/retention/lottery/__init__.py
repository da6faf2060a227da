"""Lotteries: prizes with published odds, chances, draws that anybody can check afterwards."""
