"""Links, touches, bindings and the arbiter of attribution."""
