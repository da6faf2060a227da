"""Products, SKUs, categories and pictures."""
