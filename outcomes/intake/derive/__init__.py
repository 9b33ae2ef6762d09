"""Typed tables to analysis data."""
