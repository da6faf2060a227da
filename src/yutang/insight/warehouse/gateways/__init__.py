"""DuckDB, loaded when the first figure is asked for and not before."""
