"""Who belongs: growth and levels, paid light cards and their benefits, points and their expiry, check-ins, member day."""
