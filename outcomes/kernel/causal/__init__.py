"""Weights, standardization, and doubly robust estimates."""
