"""The data themselves: findings, what was read, what was registered, the dictionary, files."""
