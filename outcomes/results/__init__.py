"""The types every answer has."""
