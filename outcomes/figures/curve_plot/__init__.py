"""Figures whose horizontal axis is time or a measured value."""
