"""One question per file: (cohort, endpoint, options) to Result."""
