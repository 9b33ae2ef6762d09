"""Recurrence and response, kept apart by strata."""
