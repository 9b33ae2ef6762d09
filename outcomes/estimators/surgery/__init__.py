"""Conversion surgery, and what follows it."""
