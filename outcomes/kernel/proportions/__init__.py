"""Two-by-two tables."""
