"""What is on file of a unit against what its place's rules ask."""
