"""Mechanisms without a business word."""
