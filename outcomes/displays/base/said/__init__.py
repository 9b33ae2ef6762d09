"""What is said of results in words: whom they are of, what they estimate, how they were made."""
