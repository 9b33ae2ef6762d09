"""Curves of survival, and tests and differences between them."""
