"""Who is shown: filters with their counts, patients like this one, selections and their names."""
