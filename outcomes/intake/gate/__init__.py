"""What a file must be before a parser may see it, and the process that parses it."""
