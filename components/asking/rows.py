"""How high a row of choices will be: known before Streamlit has what draws them."""

from collections.abc import Sequence
from typing import Literal

from outcomes.displays.base.choice import Choice

Row = Literal["buttons", "segments", "lists"]
"""By the highest in it: one without a name above, options side by side, or a list."""


def row_of(offered: Sequence[Choice]) -> Row:
    """Return the row in which some choices stand."""
    named = [choice for choice in offered if _is_named(choice)]
    if not named:
        return "buttons"
    beside_list = any(c.kind == "one" and not (c.segmented or c.folded) for c in offered)
    return "lists" if beside_list or not all(c.segmented for c in named) else "segments"


def _is_named(choice: Choice) -> bool:
    """Whether its name stands above it."""
    return choice.kind not in ("settled", "switch") and not (choice.folded or choice.quiet)
