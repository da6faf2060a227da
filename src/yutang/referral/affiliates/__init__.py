"""Distributors, two-level commission, claw-back and withdrawal."""
