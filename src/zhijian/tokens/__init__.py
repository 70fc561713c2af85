"""Personal tokens: what a program shows when it asks on behalf of a person."""
