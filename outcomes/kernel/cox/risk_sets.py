"""The risk sets of a Cox model: which patients stand against which event."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from outcomes.kernel.curves.counting import (
    Floats,
    Integers,
    starts_of_runs,
    suffix_sums,
    to_codes,
    to_follow_up,
    to_vector,
)


class Ties(NamedTuple):
    """Groups with several events, of which Efron's method takes a part out of the risk set.

    Attributes
    ----------
    crowds
        These groups.
    dying, crowd, fraction, share
        Per event of theirs: sorted patient, which of ``crowds``, and as in `RiskSets`.
    starts
        Index of each crowd's first event.
    lone
        Per group: the weight of its event where it is the only one, else 0.
    """

    crowds: Integers
    dying: Integers
    crowd: Integers
    fraction: Floats
    share: Floats
    starts: Integers
    lone: Floats


@dataclass(frozen=True, slots=True, eq=False)
class RiskSets:
    """Patients sorted by stratum and end of follow-up, and the distinct event times.

    Event times ("groups") are numbered by stratum, then time. A patient is at risk in the groups
    ``first`` … ``last``; ``last < first`` means in none.

    Attributes
    ----------
    order
        Index of each sorted patient in the data as given.
    time, event, entry, weight, died, stratum, first, last
        Per sorted patient; ``died`` is the weight of the event, 0 without one.
    group_time, group_stratum, group_end
        Per group; ``group_end`` is the number of groups up to the end of its stratum.
    dying, dying_group, fraction
        Per event: sorted patient, group, and the part of its tied events taken out of the risk
        set (Efron: 0, 1/d, 2/d …; Breslow: 0).
    share
        Per event: mean weight of the events tied with it.
    group_starts, deaths
        Index of each group's first event, and the weight of its events.
    ties
        None where no two events are tied, or with Breslow's method.
    """

    order: Integers
    time: Floats
    event: Floats
    entry: Floats | None
    weight: Floats
    died: Floats
    stratum: Integers
    strata: tuple[object, ...]
    first: Integers
    last: Integers
    group_time: Floats
    group_stratum: Integers
    group_end: Integers
    dying: Integers
    dying_group: Integers
    group_starts: Integers
    fraction: Floats
    share: Floats
    deaths: Floats
    ties: Ties | None
    entering: tuple[Integers, Integers, Integers] | None
    leaving: tuple[Integers | slice, Integers]

    @property
    def n(self) -> int:
        """Number of patients (or of intervals, in counting-process form)."""
        return int(self.order.size)

    def tied(self, values: Floats) -> Floats:
        """Sum ``values`` of the sorted patients over each group's events."""
        return np.asarray(np.add.reduceat(values[self.dying], self.group_starts, axis=0))

    def crowded(self, values: Floats, ties: Ties) -> Floats:
        """Sum ``values`` of the sorted patients over the events of each crowd."""
        return np.asarray(np.add.reduceat(values[ties.dying], ties.starts, axis=0))

    def through(self, hazard: Floats) -> Floats:
        """Sum each group's hazard over a patient's risk sets."""
        return self.accumulate(hazard)

    def spare(self, found: Floats, spared: Floats, ties: Ties) -> None:
        """Take what the own event spares, given per crowd, off ``found``."""
        found[ties.dying] -= spared[ties.crowd]

    def spread(self, x: Floats) -> Floats:
        """Return the standard deviation of each column."""
        return np.asarray(x.std(axis=0))

    def sums(self, values: Floats) -> Floats:
        """Sum ``values`` of the sorted patients, shape (n, …), over each group's risk set."""
        at_risk, starts = self.leaving
        leaving = np.add.reduceat(values[at_risk], starts, axis=0)
        if self.entering is None:
            return self._by_stratum(leaving[::-1], backward=True)[::-1]
        total = suffix_sums(leaving)
        by_entry, starts, position = self.entering
        return total[:-1] - suffix_sums(np.add.reduceat(values[by_entry], starts, axis=0))[position]

    def accumulate(self, per_group: Floats) -> Floats:
        """Sum ``per_group`` over the groups in which each sorted patient is at risk."""
        total = np.zeros((per_group.shape[0] + 1, *per_group.shape[1:]))
        if self.entering is None:
            total[1:] = self._by_stratum(per_group)
            return np.asarray(total[np.where(self.last < self.first, 0, self.last + 1)])
        np.cumsum(per_group, axis=0, out=total[1:])
        return np.asarray(total[np.maximum(self.last, self.first - 1) + 1] - total[self.first])

    def _by_stratum(self, per_group: Floats, *, backward: bool = False) -> Floats:
        """Return running sums that begin anew in each stratum.

        Taking other strata off a sum of all would leave their rounding where risks are small.
        """
        if len(self.strata) == 1:
            return np.cumsum(per_group, axis=0)
        sums = np.empty_like(per_group)
        ends = np.unique(self.group_end)
        bounds = np.concatenate(([0], ends))
        bounds = (ends[-1] - bounds)[::-1] if backward else bounds
        for begin, end in pairwise(bounds.tolist()):
            np.cumsum(per_group[begin:end], axis=0, out=sums[begin:end])
        return sums


def risk_sets(
    time: ArrayLike,
    event: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    efron: bool = True,
) -> RiskSets:
    """Sort patients into risk sets; see `cox.cox` for the parameters."""
    times, events = to_follow_up(time, event)
    n = times.size
    weight = np.ones(n) if weights is None else to_vector(weights, n, "weights")
    levels, stratum = (
        (np.zeros(1), np.zeros(n, dtype=np.intp))
        if strata is None
        else to_codes(strata, n, "strata")
    )
    order = np.lexsort((times, stratum)) if strata is not None else np.argsort(times, kind="stable")
    times, events, weight, stratum = times[order], events[order], weight[order], stratum[order]
    dying = np.flatnonzero((events == 1) & (weight > 0))
    new = np.ones(n, dtype=bool)
    new[1:] = (times[1:] != times[:-1]) | (stratum[1:] != stratum[:-1])
    run = np.cumsum(new) - 1
    starts = starts_of_runs(run[dying])
    at = dying[starts]
    counted = np.zeros(new.sum(), dtype=np.intp)
    counted[run[at]] = 1
    last = np.cumsum(counted)[run] - 1
    ends = np.searchsorted(stratum[at], np.arange(levels.size), side="right")
    first = np.concatenate(([0], ends[:-1]))[stratum]
    begin = None
    if entry is not None:
        begin = to_vector(entry, n, "entry")[order]
        if (begin >= times).any():
            raise ValueError("entry must come before the end of follow-up of the same patient")
        groups = stratum[at] + 1j * times[at]  # compares as (stratum, time)
        first = np.searchsorted(groups, stratum + 1j * begin, side="right")
    group, fraction, share = _tied_events(weight[dying], starts)
    deaths = np.add.reduceat(share, starts) if starts.size else np.zeros(0)
    return RiskSets(
        order=order,
        time=times,
        event=events,
        entry=begin,
        weight=weight,
        died=weight * events,
        stratum=stratum,
        strata=tuple(levels.tolist()),
        first=first,
        last=last,
        group_time=times[at],
        group_stratum=stratum[at],
        group_end=ends[stratum[at]],
        dying=dying,
        dying_group=group,
        group_starts=starts,
        fraction=fraction if efron else np.zeros(dying.size),
        share=share,
        deaths=deaths,
        ties=_ties(dying, group, fraction, share, deaths) if efron else None,
        entering=None if entry is None else _entering(first, last, starts.size),
        leaving=_leaving(first, last, apart=entry is not None or levels.size > 1),
    )


def _tied_events(weight: Floats, starts: Integers) -> tuple[Integers, Floats, Floats]:
    """Per event: its group, Efron's fraction, and the mean weight of the events tied with it."""
    size = np.diff(np.append(starts, weight.size))
    group = np.repeat(np.arange(starts.size), size)
    rank = np.arange(weight.size) - np.repeat(starts, size)
    tied = np.add.reduceat(weight, starts) if starts.size else np.zeros(0)
    return group, rank / size[group], tied[group] / size[group]


def _ties(
    dying: Integers, group: Integers, fraction: Floats, share: Floats, deaths: Floats
) -> Ties | None:
    size = np.bincount(group, minlength=deaths.size)
    crowds = np.flatnonzero(size > 1)
    if not crowds.size:
        return None
    inside: Integers | slice = slice(None)
    if crowds.size < deaths.size:
        inside = np.flatnonzero(size[group] > 1)
    sizes = size[crowds]
    return Ties(
        crowds=crowds,
        dying=dying[inside],
        crowd=np.repeat(np.arange(crowds.size), sizes),
        fraction=fraction[inside],
        share=share[inside],
        starts=np.cumsum(sizes) - sizes,
        lone=np.where(size > 1, 0.0, deaths),
    )


def _leaving(first: Integers, last: Integers, *, apart: bool) -> tuple[Integers | slice, Integers]:
    """Patients ever at risk by last group, and starts of runs.

    Without strata and late entries (``apart``) they are all from the first event on.
    """
    # Every group has an event whose last group it is: no run is empty, as reduceat requires.
    if not apart:
        begin = int(np.searchsorted(last, 0))
        return slice(begin, None), starts_of_runs(last[begin:])
    at_risk = np.flatnonzero(last >= first)
    return at_risk, starts_of_runs(last[at_risk])


def _entering(
    first: Integers, last: Integers, n_groups: int
) -> tuple[Integers, Integers, Integers]:
    """Patients ever at risk by first group; starts of runs; first run that begins after a group."""
    at_risk = np.flatnonzero(last >= first)
    by_entry = at_risk[np.argsort(first[at_risk], kind="stable")]
    starts = starts_of_runs(first[by_entry])
    position = np.searchsorted(first[by_entry][starts], np.arange(n_groups), side="right")
    return by_entry, starts, position
