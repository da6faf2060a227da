"""The demo brand, played through public verbs."""
