"""What staff carry in their pocket: signing in, the scanner, redemptions and related sales."""
