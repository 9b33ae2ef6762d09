"""Results made safe to show: pure functions, before any figure is drawn."""
