"""What console pages are made of: columns, filters, sections, verbs, and the admin class that joins them."""
