"""The same numbers by R: a script per view, and the data it reads."""
