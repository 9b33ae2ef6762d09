"""What may be published: one versioned file, shown in the program and kept in every snapshot."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("policy.toml")


class UnknownPolicy(ValueError):
    """There is no policy of that name."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers disclosure goes by; what each means stands beside it in ``policy.toml``."""

    name: str
    version: int
    k: int
    most_cohorts: int
    round_to: int
    events_per_knot: int
    decimals: int
    least_events: int
    time_step: float
    new_patients: int
    new_events: int

    def small(self, count: float | None) -> bool:
        """Whether a count is one that must not be shown: more than none, fewer than k."""
        return count is not None and 0 < count < self.k


def policies() -> tuple[str, ...]:
    """Return the names of the policies there are."""
    return tuple(name for name, block in _file().items() if isinstance(block, dict))


def policy_named(name: str = "default") -> Policy:
    """Return the policy of that name.

    Raises
    ------
    UnknownPolicy
        Where there is none.
    """
    if name not in policies():
        raise UnknownPolicy(f"there is no policy '{name}'; there is {', '.join(policies())}")
    file = _file()
    return Policy(name=name, version=file["version"], **file[name])


def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
