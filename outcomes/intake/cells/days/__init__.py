"""Dates and times as they are written."""
