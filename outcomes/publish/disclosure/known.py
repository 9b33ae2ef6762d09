"""What disclosure must know of a cohort, and how its counts are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
        Numbers of patients that are shown as they are: of the cohort (``all``) and its arms. Empty
        for a cohort that is itself a subgroup.
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
    totals: Mapping[str, int] = field(default_factory=dict)
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

    def count(self, count: float | None, group: str = "") -> Any:
        """Return a count as it is shown: none, ``<k``, a total as it is, or rounded.

        Of all but a few of a group the number that is another group's total would tell how few.
        """
        if count is None or count == 0 or isinstance(count, Masked):
            return count
        if self.policy.small(count):
            return Masked(self.policy.k)
        if self._is_total(count, group):
            return count
        return self._rounded(count, group)

    def _is_total(self, count: float, group: str) -> bool:
        if group in self.totals:
            return count == self.totals[group]
        totals = self.totals.values()
        return count in totals and not any(self.policy.small(n - count) for n in totals)

    def _rounded(self, count: float, group: str) -> float:
        """Return a multiple that is neither below k nor above everybody it may be a part of."""
        unit = self.policy.round_to
        if unit <= 1:
            return count
        rounded = unit * floor(count / unit + 0.5)
        while rounded < self.policy.k:
            rounded += unit
        of = [self.totals[group]] if group in self.totals else [self.n, *self.totals.values()]
        if any(count <= n < rounded for n in of) and rounded - unit >= self.policy.k:
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

    def at_risk(self, count: float, group: str = "") -> float:
        """Return a number at risk, rounded down but not below k; a total as it is.

        Of 81 patients 80 would be the only number with that multiple: it has the one below.
        """
        if count < self.policy.k or self._is_total(count, group):
            return count
        unit = max(self.policy.round_to, 1)
        down = unit * floor(count / unit)
        if any(count < n < down + unit / 2 for n in self.totals.values()):
            down -= unit
        return float(max(down, self.policy.k))

    def foreign(self, words: str) -> bool:
        """Whether words come out of the data and not out of protocol or dictionary."""
        parts = _SEPARATORS.split(words)
        return any(part not in self.words and not _number(part) for part in parts)


def _number(words: str) -> bool:
    return words.replace(".", "", 1).isdigit()


def significant(value: float, digits: int = 3) -> float:
    """Return a number with so many significant digits."""
    return float(f"{value:.{digits}g}")
