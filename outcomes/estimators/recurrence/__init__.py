"""Recurrence and tumor response."""
