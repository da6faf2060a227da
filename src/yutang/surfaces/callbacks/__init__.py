"""What outside parties tell us: stored raw first, acknowledged, then processed."""
