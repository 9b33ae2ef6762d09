"""What a browser gets to open a page with: its head, scripts and style, the first figure."""
