"""Ascites: response, its course, single patients, drainage, cytology."""
