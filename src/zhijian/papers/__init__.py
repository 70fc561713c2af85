"""Papers: the notices' forms filled from the registers, and read back into them."""
