"""Cox models of many data sets that differ only in what became of some of the patients."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcomes.kernel.cox.fit import Solution, cox, solve
from outcomes.kernel.cox.patterns import Patterns, codes_of
from outcomes.kernel.cox.risk_sets import RiskSets, Ties, risk_sets
from outcomes.kernel.curves.counting import Floats, Integers, starts_of_runs

Mask = NDArray[np.bool_]


class Ratio(NamedTuple):
    """Log hazard ratio of the first covariate and its standard error; None without a maximum."""

    log_ratio: float
    std_err: float


class _Stratum(NamedTuple):
    """Patients of one baseline hazard.

    Attributes
    ----------
    ends, inside
        Distinct ends of follow-up of those who are not imputed, then infinity, and how many of
        each pattern are followed up to each.
    event_times, at_risk
        Their distinct event times, and how many of each pattern of them are at risk.
    imputed, codes
        Which of the imputed patients are in it, and their patterns.
    """

    ends: Floats
    inside: Floats
    event_times: Floats
    at_risk: Floats
    imputed: Integers
    codes: Integers


class _Sure(NamedTuple):
    """What is the same in all data sets: names as in `Patterns`, of who is not imputed."""

    strata: tuple[_Stratum, ...]
    told: Floats
    size: Floats
    dead: Floats
    deaths: Floats
    ties: Ties | None


class ImputedCox:
    """A Cox model to be fitted to many data sets of the same patients.

    Parameters
    ----------
    time, event, x, strata
        As for `cox.cox`.
    rows
        Who is imputed: times and events of these patients are given anew for each data set.

    Notes
    -----
    Where the covariates have few different values, patients are counted by them, those who are
    not imputed once for all data sets, and each fit starts from the last. It is the model of
    `cox.cox` all the same.
    """

    def __init__(
        self,
        time: Floats,
        event: Floats,
        x: Floats,
        rows: Integers,
        *,
        strata: ArrayLike | None = None,
    ) -> None:
        self._given = time, event, x, strata
        self._rows = rows
        centered = x - x.mean(axis=0)
        found = codes_of(centered)
        self._sure = None if found is None else _sure(time, event, found, rows, strata)
        self._near: Floats | None = None

    def fit(self, time: Floats, event: Mask) -> Ratio | None:
        """Fit the data set in which this became of the imputed patients."""
        rows = None if self._sure is None else _counted(self._sure, time, event)
        if self._sure is None or rows is None:
            return self._one_by_one(time, event)
        found = solve(rows, self._sure.told, self._near)
        usable = found.status == "converged" and bool(found.kept.all())
        self._near = found.coefficients if usable else None
        return _ratio(found)

    def _one_by_one(self, time: Floats, event: Mask) -> Ratio | None:
        """Fit it with all patients, as any other."""
        times, events, x, strata = self._given
        times, events = times.copy(), events.copy()
        times[self._rows], events[self._rows] = time, event
        model = cox(times, events, x, strata=strata)
        if model.aliased[0] or model.infinite[0] or model.status == "not converged":
            return None
        return Ratio(float(model.coefficients[0]), float(model.std_err[0]))


def _ratio(found: Solution) -> Ratio | None:
    if not found.kept[0] or found.infinite[0] or found.status == "not converged":
        return None
    return Ratio(float(found.coefficients[0]), float(np.sqrt(found.covariance[0, 0])))


def _sure(
    time: Floats,
    event: Floats,
    patterns: tuple[Integers, Floats],
    rows: Integers,
    strata: ArrayLike | None,
) -> _Sure:
    codes, told = patterns
    k = len(told)
    stratum = np.zeros(time.size, np.intp)
    if strata is not None:
        _, stratum = np.unique(np.asarray(strata), return_inverse=True)
    stays = np.ones(time.size, dtype=bool)
    stays[rows] = False
    sets = risk_sets(time[stays], event[stays], strata=stratum[stays])
    sorted_codes = codes[stays][sets.order]
    dead = np.bincount(
        sets.dying_group * k + sorted_codes[sets.dying], minlength=sets.deaths.size * k
    )
    parts = []
    for index in range(int(stratum.max(initial=0)) + 1):
        imputed = np.flatnonzero(stratum[rows] == index)
        parts.append(_stratum(sets, index, sorted_codes, k, (imputed, codes[rows][imputed])))
    return _Sure(
        tuple(parts),
        told,
        np.bincount(codes, minlength=k).astype(np.float64),
        dead.reshape(-1, k).astype(np.float64),
        sets.deaths,
        sets.ties,
    )


def _stratum(
    sets: RiskSets, index: int, codes: Integers, k: int, imputed: tuple[Integers, Integers]
) -> _Stratum:
    mine = np.array(sets.strata, dtype=np.intp) == index
    here = mine[sets.stratum]
    times, codes = sets.time[here], codes[here]
    starts = starts_of_runs(times)
    run = np.searchsorted(starts, np.arange(times.size), side="right") - 1
    inside = np.zeros((starts.size + 1, k))
    leaving = np.bincount(run * k + codes, minlength=starts.size * k).reshape(-1, k)
    inside[:-1] = np.cumsum(leaving[::-1], axis=0)[::-1]
    event_times = sets.group_time[mine[sets.group_stratum]]
    at_risk = inside[np.searchsorted(times[starts], event_times)]
    return _Stratum(np.append(times[starts], np.inf), inside, event_times, at_risk, *imputed)


def _counted(sure: _Sure, time: Floats, event: Mask) -> Patterns | None:
    """Return the patterns of one data set; None where an imputed event is tied with another."""
    k = len(sure.told)
    known, drawn, dying = [], [], []
    for part in sure.strata:
        order = np.argsort(time[part.imputed])
        who = part.imputed[order]
        times, codes = time[who], part.codes[order]
        left = _left(codes, k)
        at = np.flatnonzero(event[who])
        when = times[at]
        place = np.searchsorted(part.ends, when)
        if (part.ends[place] == when).any() or (when[1:] == when[:-1]).any():
            return None
        known.append(part.at_risk + left[np.searchsorted(times, part.event_times)])
        drawn.append(part.inside[place] + left[at])
        dying.append(codes[at])
    last = np.concatenate(dying)
    alone = np.zeros((last.size, k))
    alone[np.arange(last.size), last] = 1.0
    dead = np.concatenate((sure.dead, alone))
    ties, ones = sure.ties, np.ones(last.size)
    return Patterns(
        at_risk=np.concatenate((*known, *drawn)),
        dead=dead,
        size=sure.size,
        weight=np.ones(k),
        died=dead.sum(axis=0),
        deaths=np.concatenate((sure.deaths, ones)),
        ties=None if ties is None else ties._replace(lone=np.concatenate((ties.lone, ones))),
    )


def _left(codes: Integers, k: int) -> Floats:
    """Count each pattern from each position to the end; past it nobody is left."""
    left = np.zeros((codes.size + 1, k))
    for pattern in range(k):
        np.cumsum(codes[::-1] == pattern, dtype=np.float64, out=left[-2::-1, pattern])
    return left
