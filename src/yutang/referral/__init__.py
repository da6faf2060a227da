"""How customers bring others."""
