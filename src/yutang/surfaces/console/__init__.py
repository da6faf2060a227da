"""The operators console, in Chinese, on Unfold."""
