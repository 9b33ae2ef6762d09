"""What must not be in a de-identified file."""
