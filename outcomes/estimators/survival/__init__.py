"""Survival, and the comparison of arms in it."""
