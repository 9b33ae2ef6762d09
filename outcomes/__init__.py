"""Peritoneal Outcomes: from a trial workbook to results, without a screen."""

__version__ = "0.1.0"
