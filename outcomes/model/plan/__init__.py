"""What a protocol plans and refers to: estimands, directions, published references."""
