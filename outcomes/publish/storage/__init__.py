"""Published values on the disk."""
