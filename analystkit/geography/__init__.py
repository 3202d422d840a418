"""How a place name is spelt, which Paris is meant, where it is."""
