"""The engine of every figure of rows with intervals."""
