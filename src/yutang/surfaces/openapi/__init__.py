"""The published schema of every API of the house, as a document that clients are generated from."""
