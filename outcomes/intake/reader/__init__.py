"""The processes in which files are read, and how a server asks them."""
