"""A study as one document: built once as values, written as a page, for Word, on paper."""
