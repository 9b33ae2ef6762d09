"""Sheets of a file to typed tables."""
