"""What can be asked of the numbers of a study in which no arms are compared."""
