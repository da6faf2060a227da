"""Short messages behind one interface, with an embedded outbox."""
