"""Effects in parts of the population, and the outcome at every level."""
