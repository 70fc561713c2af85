"""What goes to the systems above, and whether their registers say what ours says."""
