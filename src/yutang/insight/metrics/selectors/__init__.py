"""Questions to the lake, one file per subject, each one SQL text."""
