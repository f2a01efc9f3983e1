"""What is stored on somebody: a file of it, and its end."""
