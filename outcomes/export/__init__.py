"""Results out of the program: tables, files, pictures."""
