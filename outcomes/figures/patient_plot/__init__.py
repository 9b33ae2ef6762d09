"""Figures that show patients one by one."""
