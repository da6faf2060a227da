"""The brand, its regions, stores, staff and roles."""
