"""Other people's words: one client and one fake each."""
