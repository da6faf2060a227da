"""The journeys that come with the house, one file each, and the actions they are made of."""
