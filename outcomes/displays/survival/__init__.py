"""Survival: curves, comparisons, and what stands behind one hazard ratio."""
