"""Codes, marks and spellings."""
