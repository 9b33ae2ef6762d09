"""Timings of the kernel, of reading files, and of the app in a browser: ``python -m bench``."""
