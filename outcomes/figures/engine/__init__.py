"""A figure with axes as a value, and how Plotly is told of it."""
