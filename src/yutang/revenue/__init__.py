"""How we earn."""
