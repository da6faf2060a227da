"""What each endpoint does: call one use case (or read a few facts) and shape the answer."""
