"""Endpoints that no protocol has to name: of ascites, cytology and operations."""
