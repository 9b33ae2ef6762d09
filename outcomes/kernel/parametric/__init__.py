"""Parametric models of survival."""
