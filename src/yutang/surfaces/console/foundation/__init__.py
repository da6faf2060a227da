"""Lists and pages of the nouns that everyone shares."""
