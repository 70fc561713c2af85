"""The case engine: everything an office must do by a day."""
