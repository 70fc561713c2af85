"""Keeping an installation in order: ready to serve, backed up, and told what is wrong with it."""
