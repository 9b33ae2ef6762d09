"""The tabs: each has a TITLE (a key of the wording) and a ``render(view)``."""
