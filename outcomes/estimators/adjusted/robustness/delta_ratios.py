"""Hazard ratios of imputed data sets per delta, and the delta at which the conclusion tips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outcomes.estimators.base.caveats import not_estimable, unusable
from outcomes.estimators.base.design import Floats, Mask
from outcomes.estimators.survival.cox import CONF_LEVEL
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.kernel.cox.many import two_arm_cox
from outcomes.kernel.imputation.censored import FollowUp
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


def ratios_at(blank: Estimate, side: Side, grid: Floats, drawn: FollowUp) -> list[Estimate]:
    """Return the pooled hazard ratio at each delta, with the events imputed on average."""
    k, m, _ = drawn.time.shape
    time = np.broadcast_to(side.time, (k, m, len(side.time))).copy()
    event = np.broadcast_to(side.event, time.shape).copy()
    time[:, :, side.subject], event[:, :, side.subject] = drawn.time, drawn.event
    log_ratio, std_err, found = _fits(side, time.reshape(k * m, -1), event.reshape(k * m, -1))
    added = event.sum(axis=2).mean(axis=1) - side.event.sum()
    estimates = []
    for i, delta in enumerate(grid):
        these = slice(i * m, (i + 1) * m)
        row = replace(blank, at=float(delta))
        if not found[these].all():
            estimates.append(replace(row, notes=(NO_MAXIMUM, *row.notes)))
            continue
        pooled = pool(log_ratio[these], std_err[these] ** 2)
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


def _fits(side: Side, time: Floats, event: Floats) -> tuple[Floats, Floats, Mask]:
    x, stratum = side.x, side.stratum
    if x.shape[1] == 1 and stratum is None:
        return two_arm_cox(time, event, x[:, 0])
    models = [fit_cox(t, e, x, strata=stratum) for t, e in zip(time, event, strict=True)]
    return (
        np.array([model.coefficients[0] for model in models]),
        np.array([model.std_err[0] for model in models]),
        np.array([unusable(model) is None for model in models]),
    )
