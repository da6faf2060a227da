"""Answers put together from several questions."""
