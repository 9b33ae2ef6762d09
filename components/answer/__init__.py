"""A display asked and shown: its answers, what is drawn of them, and what may leave the page."""
