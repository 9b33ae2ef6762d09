"""Endpoints and analysis sets out of dates."""
