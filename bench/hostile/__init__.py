"""Inputs nobody wishes for, made from a seed."""
