"""Entering journeys and advancing them."""
