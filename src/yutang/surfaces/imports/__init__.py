"""Outside data sets turned into our nouns through public verbs."""
