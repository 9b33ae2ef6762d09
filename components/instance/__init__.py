"""A hosted instance: published answers, looked up."""
