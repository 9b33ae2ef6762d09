"""What hosting costs."""
