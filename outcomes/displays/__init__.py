"""What is shown: which questions, and how their answers are drawn."""
