"""Short messages behind one interface, with an embedded outbox.

`send_sms` promises that the message is recorded in the caller's transaction. A real provider reads the same
rows; none is configured yet, so nothing leaves the machine.
"""
