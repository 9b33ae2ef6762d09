"""Conversion surgery: who reached it, when, what came of it, and survival after it."""
