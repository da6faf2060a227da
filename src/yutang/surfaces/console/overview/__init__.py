"""The first screen, its charts, search and reports."""
