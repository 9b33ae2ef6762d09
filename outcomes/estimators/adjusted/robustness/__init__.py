"""What the data do not hold: lost follow-up, unmeasured confounding."""
