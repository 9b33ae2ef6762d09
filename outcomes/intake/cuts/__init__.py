"""Cuts of one study beside each other."""
