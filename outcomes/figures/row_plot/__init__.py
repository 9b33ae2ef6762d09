"""Figures whose rows are named at the left."""
