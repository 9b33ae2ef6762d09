"""Figures in calendar time, and the flow of patients."""
