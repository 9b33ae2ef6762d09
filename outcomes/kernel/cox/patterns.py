"""Many patients with few different covariates: risk sets as counts of each pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from outcomes.kernel.cox.risk_sets import RiskSets
from outcomes.kernel.curves.counting import Floats, Integers, suffix_sums

FEWEST, MOST = 2_000, 64
"""Patients from which on counting pays, and patterns up to which it does."""


class Rows(Protocol):
    """What the likelihood needs of the rows of ``x``: patients, or patterns of patients."""

    @property
    def weight(self) -> Floats: ...
    @property
    def died(self) -> Floats: ...
    @property
    def dying_group(self) -> Integers: ...
    @property
    def group_starts(self) -> Integers: ...
    @property
    def fraction(self) -> Floats: ...
    @property
    def share(self) -> Floats: ...
    @property
    def deaths(self) -> Floats: ...

    def sums(self, values: Floats) -> Floats:
        """Sum ``values`` of the rows over each group's risk set."""

    def tied(self, values: Floats) -> Floats:
        """Sum ``values`` of the rows over the events of each group."""

    def through(self, hazard: Floats, spared: Floats | None) -> Floats:
        """Return the hazard each row went through, less what its own event was spared."""

    def spread(self, x: Floats) -> Floats:
        """Return the standard deviation of each column over the patients."""


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Risk sets of patterns; names as in `RiskSets`.

    Attributes
    ----------
    at_risk, dead
        Weight of each pattern in each group's risk set and among its events.
    size, died
        Patients of each pattern, and the weight of their events.
    """

    at_risk: Floats
    dead: Floats
    size: Floats
    weight: Floats
    died: Floats
    dying_group: Integers
    group_starts: Integers
    fraction: Floats
    share: Floats
    deaths: Floats

    def sums(self, values: Floats) -> Floats:
        return np.asarray(self.at_risk @ values)

    def tied(self, values: Floats) -> Floats:
        return np.asarray(self.dead @ values)

    def through(self, hazard: Floats, spared: Floats | None) -> Floats:
        found = hazard @ self.at_risk
        return np.asarray(found if spared is None else found - spared @ self.dead)

    def spread(self, x: Floats) -> Floats:
        share = self.size / self.size.sum()
        return np.asarray(np.sqrt(share @ (x - share @ x) ** 2))


def collapsed(sets: RiskSets, x: Floats) -> tuple[Rows, Floats]:
    """Return the patterns and their covariates where few patterns tell all patients, else both."""
    if sets.n < FEWEST or sets.entering is not None or not x.shape[1]:
        return sets, x
    codes = _codes(x)
    if codes is None:
        return sets, x
    k = int(codes.max()) + 1
    first = np.empty(k, dtype=np.intp)
    first[codes[::-1]] = np.arange(codes.size)[::-1]  # of each pattern the one written last
    told = x[first]
    if (told[codes] != x).any():  # two patterns with one sum
        return sets, x
    groups = sets.group_starts.size
    inside, _ = sets.leaving

    def counted(rows: Integers | slice, group: Integers) -> Floats:
        cells = np.bincount(group * k + codes[rows], sets.weight[rows], groups * k)
        return cells.astype(np.float64).reshape(groups, k)

    total = suffix_sums(counted(inside, sets.last[inside]))
    dead = counted(sets.dying, sets.dying_group)
    return Patterns(
        at_risk=total[:-1] - total[sets.group_end],
        dead=dead,
        size=np.bincount(codes, minlength=k).astype(np.float64),
        weight=np.ones(k),
        died=dead.sum(axis=0),
        dying_group=sets.dying_group,
        group_starts=sets.group_starts,
        fraction=sets.fraction,
        share=sets.share,
        deaths=sets.deaths,
    ), told


def _codes(x: Floats) -> Integers | None:
    """Number the patterns by one weighted sum of the columns; None where there are too many."""
    mixed = x @ np.sqrt(np.arange(2.0, x.shape[1] + 2.0))
    levels = np.unique(mixed[:FEWEST])
    if levels.size > MOST:
        return None
    levels = np.unique(np.append(levels, mixed[~np.isin(mixed, levels)]))
    return np.searchsorted(levels, mixed) if levels.size <= MOST else None
