"""Clinical rules that intake and estimators share."""
