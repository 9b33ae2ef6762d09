"""Safety: adverse events, those soon after a dose, and exposure."""
