"""Cross-field rules."""
