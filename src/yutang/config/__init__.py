"""Settings, URLs and the ASGI entry: the only place where the layers are wired together."""
