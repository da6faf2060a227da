"""Reach: what the brand says to a customer. First channel: the message centre of the mall.

Owns messages and their texts. A message is written once per key, whatever happens around it; reading it is the
customer's own act. How often somebody may be reached is decided here when more channels exist.
"""
