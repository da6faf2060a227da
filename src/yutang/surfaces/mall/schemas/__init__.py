"""Shapes of the storefront API, one file per resource: what pages send and what they get."""
