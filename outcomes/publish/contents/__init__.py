"""What of a study is published: cohorts and questions."""
