"""What an audit says."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """A rule that does not hold, and where; never what was found."""

    rule: str
    place: str
