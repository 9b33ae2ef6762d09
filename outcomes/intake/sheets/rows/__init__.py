"""Which rows of a sheet are headings, units or notes."""
