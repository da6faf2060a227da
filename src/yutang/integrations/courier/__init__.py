"""Couriers: tracking events, with an embedded one that can be stepped."""
