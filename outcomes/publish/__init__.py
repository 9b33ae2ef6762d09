"""Results made safe to show, written as a snapshot, and looked up again."""
