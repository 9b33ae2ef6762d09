"""Whether the numbers keep what they promise."""
