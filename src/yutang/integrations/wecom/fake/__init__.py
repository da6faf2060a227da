"""The other side: a WeCom with a memory of its own that keeps WeCom's rules. Nothing in here knows the shop."""
