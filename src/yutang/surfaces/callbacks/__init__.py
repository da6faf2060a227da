"""What the outside world tells us: a durable inbox.

A notification is checked for its signature, stored raw (once per content), acknowledged, and then processed; what
cannot be processed is tried again and in the end waits, visibly, for a person. Replay is a command.
"""
