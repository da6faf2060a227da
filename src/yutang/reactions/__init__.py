"""What follows from what: every consequence of an event, on one screen per event."""
