"""Kinds of files with tables."""
