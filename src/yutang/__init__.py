"""Yutang: software with which a brand runs its private domain."""
