"""Figures computed from the lake."""
