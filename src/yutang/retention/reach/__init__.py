"""Messages to customers: the message centre and its templates."""
