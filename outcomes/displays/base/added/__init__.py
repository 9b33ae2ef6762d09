"""What every panel is given beside its own blocks: caveats, numbers, stamps, what is awaited."""
