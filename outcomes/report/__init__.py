"""Results out of the program: tables and files."""
