"""Journeys: what happens to a customer step by step, over days.

Owns definitions (code), enrollments (rows) and the engine that advances them. A step's effect happens once:
the effect and the new position are one transaction, and the effect carries a key of its own
(`journey:<enrollment>:<step>`). An enrollment keeps the version it started with. Modules above add steps by
registering actions and conditions.
"""
