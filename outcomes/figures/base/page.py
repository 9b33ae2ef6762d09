"""Pixels of the page a figure stands on."""

PAGE = 900  # of the page beside the sidebar at 1280: what is usual
STACKED = 700  # of a page; below, columns stand under each other
NARROW = 640  # at the size of the screen; below, figures take their narrow form
