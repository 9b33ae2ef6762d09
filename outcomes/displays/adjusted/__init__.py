"""The sensitivity of a comparison to what is adjusted for."""
