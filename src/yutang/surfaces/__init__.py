"""Who talks to us: HTTP APIs, the console, callbacks and the command line."""
