"""Hazard ratios of imputed data sets per delta, and the delta at which the conclusion tips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outcomes.estimators.base.caveats import not_estimable
from outcomes.estimators.base.design import Floats, Mask
from outcomes.estimators.survival.cox import CONF_LEVEL
from outcomes.kernel.cox.imputed import ImputedCox
from outcomes.kernel.curves.counting import Integers
from outcomes.kernel.imputation.censored import Drawn
from outcomes.kernel.imputation.rubin import pool
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Interval

NO_MAXIMUM = Note("in_imputed", why=not_estimable("ratio_infinite"))


class Side(NamedTuple):
    """One contrast's patients; ``subject`` marks the arm whose lost patients are imputed."""

    time: Floats
    event: Floats
    x: Floats
    subject: Mask
    lost: Mask
    horizon: Floats
    unused: tuple[str, ...]
    day: float
    stratum: NDArray[np.int_] | None = None


def ratios_at(
    blank: Estimate, side: Side, grid: Floats, imputed: tuple[Integers, Iterable[Drawn]]
) -> list[Estimate]:
    """Return the pooled hazard ratio at each delta, with the events imputed on average.

    ``imputed``: which patients of the subject arm, and what becomes of them in each data set.
    """
    who, data_sets = imputed
    rows = np.flatnonzero(side.subject)[who]
    model = ImputedCox(side.time, side.event, side.x, rows, strata=side.stratum)
    fits, events = [], []
    for drawn in data_sets:
        fits.append([model.fit(t, e) for t, e in zip(drawn.time, drawn.event, strict=True)])
        events.append(side.event.sum() + drawn.event.sum(axis=1))
    added = np.mean(events, axis=0) - side.event.sum()
    estimates = []
    for i, delta in enumerate(grid):
        row = replace(blank, at=float(delta))
        found = [fit for of_delta in fits if (fit := of_delta[i]) is not None]
        if len(found) < len(fits):
            estimates.append(replace(row, notes=(NO_MAXIMUM, *row.notes)))
            continue
        log_ratio, std_err = np.array(found).T
        pooled = pool(log_ratio, std_err**2)
        low, high = pooled.limits(CONF_LEVEL)
        estimates.append(
            replace(
                row,
                value=exp(pooled.value),
                interval=Interval(exp(low), exp(high), CONF_LEVEL),
                p_value=pooled.p_value,
                std_err=float(pooled.std_err),
                notes=(*row.notes, Note("events_imputed", events=float(added[i]))),
            )
        )
    return estimates


def tipping_delta(blank: Estimate, ratios: Sequence[Estimate], upward: bool) -> Estimate:
    """Return the delta nearest 1 at which the limit nearest 1 reaches it.

    A ratio below 1 is walked to where the arm has more events, one above 1 to where it has fewer:
    up or down, by whose lost patients are imputed (``upward``: the arm's own). Between two deltas,
    straight lines in the logarithms.
    """
    same = next((e for e in ratios if e.at == 1), None)
    if same is None or same.ci_low is None or same.ci_high is None:
        why = same.notes[0] if same and same.notes else NO_MAXIMUM
        return replace(blank, notes=(why, *blank.notes))
    above = same.ci_low > 1
    if same.ci_high >= 1 and not above:
        why = Note("nothing_to_tip", low=same.ci_low, high=same.ci_high)
        return replace(blank, notes=(why, *blank.notes))
    if above:
        upward = not upward
    walk = [e for e in ratios if e.at is not None and (e.at >= 1 if upward else e.at <= 1)]
    walk = walk if upward else walk[::-1]
    nearest = ((e.at, e.ci_low if above else e.ci_high) for e in walk)
    limits = [(at, limit) for at, limit in nearest if at is not None and limit is not None]
    for (before, low), (after, high) in pairwise(limits):
        if high <= 1 if above else high >= 1:
            share = log(low) / (log(low) - log(high))
            value = exp(log(before) + share * (log(after) - log(before)))
            note = Note("interpolated", low=before, high=after)
            return replace(blank, value=value, notes=(*blank.notes, note))
    why = Note("never_tips", delta=limits[-1][0])
    return replace(blank, notes=(why, *blank.notes))
