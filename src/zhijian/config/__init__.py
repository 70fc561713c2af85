"""Settings, time, keys and URLs: what an installation chooses, read once."""
