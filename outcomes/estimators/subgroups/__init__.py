"""Effects in parts of the population."""
