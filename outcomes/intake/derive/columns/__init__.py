"""Columns of patients out of other sheets."""
