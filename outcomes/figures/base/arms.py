"""The place of an arm: whatever is filtered away, it decides color and dash."""

from __future__ import annotations

from collections.abc import Mapping


def place_of(group: str, labels: Mapping[str, str]) -> int:
    """Return the place of a group in the protocol; groups it does not know follow it."""
    known = list(labels)
    if group in labels:
        return known.index(group)
    return len(known) if group != "all" else 0
