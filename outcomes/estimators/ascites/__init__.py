"""Ascites: response, course, drainage, cytology."""
