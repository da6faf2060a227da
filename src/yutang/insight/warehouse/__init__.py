"""The event lake: every event as Parquet."""
