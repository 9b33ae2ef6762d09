"""A protocol for a workbook that came without one."""
