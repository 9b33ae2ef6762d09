"""What estimators are fitted to."""
