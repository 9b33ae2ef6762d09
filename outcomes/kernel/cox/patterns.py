"""Many patients with few different covariates: risk sets as counts of each pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from outcomes.kernel.cox.risk_sets import RiskSets, Ties
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
    def deaths(self) -> Floats: ...
    @property
    def ties(self) -> Ties | None: ...

    def sums(self, values: Floats) -> Floats:
        """Sum ``values`` of the rows over each group's risk set."""

    def tied(self, values: Floats) -> Floats:
        """Sum ``values`` of the rows over the events of each group."""

    def crowded(self, values: Floats, ties: Ties) -> Floats:
        """Sum ``values`` of the rows over the events of each crowd."""

    def through(self, hazard: Floats) -> Floats:
        """Return the hazard each row went through."""

    def spare(self, found: Floats, spared: Floats, ties: Ties) -> None:
        """Take what the events of each crowd are spared off ``found``, a number per row."""

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
    deaths: Floats
    ties: Ties | None

    def sums(self, values: Floats) -> Floats:
        return np.asarray(self.at_risk @ values)

    def tied(self, values: Floats) -> Floats:
        return np.asarray(self.dead @ values)

    def crowded(self, values: Floats, ties: Ties) -> Floats:
        return np.asarray(self.dead[ties.crowds] @ values)

    def through(self, hazard: Floats) -> Floats:
        return np.asarray(hazard @ self.at_risk)

    def spare(self, found: Floats, spared: Floats, ties: Ties) -> None:
        found -= spared @ self.dead[ties.crowds]

    def spread(self, x: Floats) -> Floats:
        share = self.size / self.size.sum()
        return np.asarray(np.sqrt(share @ (x - share @ x) ** 2))


def collapsed(sets: RiskSets, x: Floats) -> tuple[Rows, Floats]:
    """Return the patterns and their covariates where few patterns tell all patients, else both."""
    if sets.n < FEWEST or sets.entering is not None or not x.shape[1]:
        return sets, x
    found = codes_of(x)
    if found is None:
        return sets, x
    codes, told = found
    k = len(told)
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
        deaths=sets.deaths,
        ties=sets.ties,
    ), told


def codes_of(x: Floats) -> tuple[Integers, Floats] | None:
    """Number the patterns of the rows; return each row's and each one's covariates.

    None where there are too many.
    """
    codes = _codes(x)
    if codes is None:
        return None
    first = np.empty(int(codes.max()) + 1, dtype=np.intp)
    first[codes[::-1]] = np.arange(codes.size)[::-1]  # of each pattern the one written last
    told = x[first]
    if (told[codes] != x).any():  # two patterns with one sum
        return None
    return codes, told


def _codes(x: Floats) -> Integers | None:
    """Number the patterns by one weighted sum of the columns; None where there are too many."""
    mixed = x @ np.sqrt(np.arange(2.0, x.shape[1] + 2.0))
    levels = np.unique(mixed[:FEWEST])
    if levels.size > MOST:
        return None
    codes = np.searchsorted(levels, mixed)
    others = mixed[levels.take(codes, mode="clip") != mixed]
    if not others.size:
        return codes
    levels = np.unique(np.append(levels, others))
    return np.searchsorted(levels, mixed) if levels.size <= MOST else None
