"""What the public writes, and when it is answered."""
