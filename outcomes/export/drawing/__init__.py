"""A figure as lines, outlines and words on a page."""
