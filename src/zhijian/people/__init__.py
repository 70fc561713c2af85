"""Organizations, positions and the people who hold them; who may sign in."""
