"""The public directory: which accounts are the government's, for everybody, without signing in."""
