"""One sheet with a row per visit, read as patients and their assessments."""
