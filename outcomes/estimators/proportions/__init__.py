"""Proportions and their comparison."""
