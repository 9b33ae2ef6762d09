"""What disclosure must know of a cohort, and how its counts are shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from math import floor, isfinite
from typing import Any

from outcomes.publish.policy import Policy
from outcomes.results.masked import Masked
from outcomes.results.result import Estimate

_SEPARATORS = re.compile("[=|:]")
Fewest = Callable[[Estimate], int | None]
DAYS = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}


def nobody_knows(estimate: Estimate) -> None:
    """Return that nothing is known of the smallest cell behind an estimate."""
    return


@dataclass(frozen=True, slots=True)
class Known:
    """What a result does not say itself.

    Attributes
    ----------
    policy
        What may be shown.
    totals
        Numbers of patients that are shown as they are: of the cohort and its arms. Empty for a
        cohort that is itself a subgroup.
    n
        Patients of the cohort.
    unit
        Of times.
    fewest
        Of an estimate that compares or models, the smallest number its groups hold: of events, or
        of those with and of those without. None where it is not known: nothing is shown then.
    near
        Analysis sets that differ from the one shown by too few patients.
    words
        Every id and level of protocol and dictionary; other words come out of the data.
    """

    policy: Policy
    totals: frozenset[int] = frozenset()
    n: int = 0
    unit: str = "months"
    fewest: Fewest = nobody_knows
    near: frozenset[str] = frozenset()
    words: frozenset[str] = field(default_factory=frozenset)

    @property
    def step(self) -> float:
        """The time medians and means are rounded to, in the unit of the study."""
        if self.unit == "months":
            return self.policy.time_step
        months = DAYS["months"] / DAYS[self.unit]
        return {"days": 15.0, "weeks": 2.0, "years": 0.05}.get(self.unit, months)

    def count(self, count: float | None) -> Any:
        """Return a count as it is shown: none, ``<k``, a total as it is, or rounded."""
        if count is None or count == 0 or isinstance(count, Masked):
            return count
        if self.policy.small(count):
            return Masked(self.policy.k)
        if count in self.totals:
            return count
        return self._rounded(count)

    def _rounded(self, count: float) -> float:
        """Return a multiple that is neither below k nor above everybody."""
        unit = self.policy.round_to
        if unit <= 1:
            return count
        rounded = unit * floor(count / unit + 0.5)
        while rounded < self.policy.k:
            rounded += unit
        if count <= self.n < rounded and rounded - unit >= self.policy.k:
            rounded -= unit
        return type(count)(rounded)

    def time(self, time: float) -> float:
        """Return a time rounded to the step; one that is a multiple stays as it is."""
        if not isfinite(time):
            return time
        return round(self.step * floor(time / self.step + 0.5), 6)

    def until(self, time: float) -> float:
        """Return the last multiple of the step up to a time: nobody is followed longer."""
        return round(self.step * floor(time / self.step + 1e-9), 6)

    def at_risk(self, count: float) -> float:
        """Return a number at risk, rounded down but not below k; a total as it is."""
        unit = max(self.policy.round_to, 1)
        down = float(max(unit * floor(count / unit), self.policy.k))
        return count if count in self.totals or count < self.policy.k else down

    def foreign(self, words: str) -> bool:
        """Whether words come out of the data and not out of protocol or dictionary."""
        parts = _SEPARATORS.split(words)
        return any(part not in self.words and not _number(part) for part in parts)


def _number(words: str) -> bool:
    return words.replace(".", "", 1).isdigit()


def significant(value: float, digits: int = 3) -> float:
    """Return a number with so many significant digits."""
    return float(f"{value:.{digits}g}")
