"""The yutang command."""
