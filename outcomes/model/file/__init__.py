"""What was read of a file, and what is said of it."""
