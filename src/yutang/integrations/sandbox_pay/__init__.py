"""The sandbox payment provider: a small server that signs like a real one."""
