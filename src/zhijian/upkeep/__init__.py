"""Keeping an installation in order: making it ready, backing it up, saying what is wrong with it."""
