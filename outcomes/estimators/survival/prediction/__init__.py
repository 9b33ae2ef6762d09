"""How well covariates predict the outcome, and which of them carry it."""
