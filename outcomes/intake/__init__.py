"""Spreadsheet to Study: the only code that reads bytes."""
