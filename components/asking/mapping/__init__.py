"""How an own workbook was read, and what a visitor corrects of it."""
