"""Does the hazard ratio change over time: curves, pieces and tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from outcomes.estimators.base.caveats import (
    DOUBTFUL,
    few_events,
    untold,
)
from outcomes.estimators.base.design import (
    Contrast,
    Floats,
    cause_specific,
    contrasts_of,
    groups_of,
    result_of,
    timed,
)
from outcomes.estimators.survival.cox import of_arms, with_arm
from outcomes.kernel.cox.fit import CoxFit
from outcomes.kernel.cox.proportionality import (
    Transform,
    proportionality,
    schoenfeld,
    smooth_effect,
)
from outcomes.kernel.curves.product_limit import kaplan_meier
from outcomes.model.cohort import Cohort, Timed
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Result

EVENTS_TO_TELL = 20
EVENTS_PER_PIECE = 20
TRANSFORMS: dict[Transform, Method] = {
    "km": Method("score_km"),
    "rank": Method("score_rank"),
    "identity": Method("score_identity"),
    "log": Method("score_log"),
}
TOO_FEW = Note("too_few_to_tell")
NO_SIGN = Note("no_sign_of_change")


class _Rows(NamedTuple):
    """Follow-up of two arms; ``in_arm`` is 1 for the compared arm."""

    time: Floats
    event: Floats
    in_arm: Floats


def hazards(cohort: Cohort, endpoint: str) -> Result:
    """Look at the hazard ratio of each arm over time, and at the log–log curves.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.

    Returns
    -------
    Result
        Per contrast the ``statistic`` of the proportional-hazards test on four scales of time
        (``method``), ``piecewise_hazard_ratio`` in 2–4 intervals with about equally many events
        (``at`` = start), and a curve ``log_hazard_ratio`` of time; per group a curve
        ``log_minus_log``: log(−log S) at its event times, against the time itself.

    Notes
    -----
    A piece covers (start, end], the first also time 0; Efron ties, Wald limits. The smoothed
    effect is a natural spline with 4 degrees of freedom through the scaled Schoenfeld residuals
    over the Kaplan–Meier transform, as R's ``plot.cox.zph``. Competing events are censored.

    References
    ----------
    Grambsch, Therneau (1994) Biometrika 81:515. Hess (1995) Stat Med 14:1707.
    """
    data = timed(cohort, endpoint)
    unit = cohort.study.spec.study.time_unit
    censored = cause_specific(cohort, endpoint)
    estimates: list[Estimate] = []
    curves: list[Curve] = []
    for contrast in contrasts_of(cohort, data.arm):
        rows = _rows(data, contrast)
        n, n_events = len(rows.time), int(rows.event.sum())
        blank = Estimate(
            "statistic", contrast.arm, contrast.reference, n=n, n_events=n_events, method=censored
        )
        model = of_arms(*rows)
        estimates += _tests(model, blank)
        estimates += _pieces(rows, replace(blank, quantity="piecewise_hazard_ratio", unit=""))
        if isinstance(model, CoxFit):
            curves += _effect(model, contrast.arm, unit)
    curves += _log_log(cohort, data, unit)
    return result_of(cohort, "hazards", endpoint, data, estimates=estimates, curves=curves)


def _rows(data: Timed, contrast: Contrast) -> _Rows:
    event = (data.event[contrast.rows] == 1).astype(np.float64)
    return _Rows(data.time[contrast.rows], event, contrast.in_arm)


def _tests(model: CoxFit | Note, blank: Estimate) -> Iterator[Estimate]:
    for transform, scale in TRANSFORMS.items():
        named = replace(blank, method=(scale, *blank.method))
        if isinstance(model, Note):
            yield replace(named, notes=(model, TOO_FEW) if transform == "km" else (model,))
            continue
        (test,) = proportionality(model, transform=transform).terms
        if test.statistic is None or test.p_value is None:
            yield replace(named, notes=(untold(model),))
            continue
        notes = (_meaning(model.n_events, test.p_value),) if transform == "km" else ()
        yield replace(named, value=test.statistic, p_value=test.p_value, notes=notes)


def _meaning(n_events: int, p_value: float) -> Note:
    if p_value < 0.05:
        return DOUBTFUL
    return TOO_FEW if n_events < EVENTS_TO_TELL else NO_SIGN


def _pieces(rows: _Rows, blank: Estimate) -> Iterator[Estimate]:
    edges = piece_edges(rows.time, rows.event)
    for i, (start, end) in enumerate(pairwise(edges)):
        inside = (rows.time > start) | (i == 0)
        part = _Rows(
            np.minimum(rows.time, end)[inside],
            (rows.event * (rows.time <= end))[inside],
            rows.in_arm[inside],
        )
        n_events = int(part.event.sum())
        note = Note("piece", start=float(start), end=float(end))
        named = replace(blank, at=start, n=len(part.time), n_events=n_events, notes=(note,))
        model = of_arms(*part)
        if isinstance(model, Note):
            yield replace(named, notes=(note, model))
            continue
        yield with_arm(replace(named, notes=(note, *few_events(n_events, 1))), model)


def piece_edges(time: Floats, event: Floats) -> tuple[float, ...]:
    """Return the edges of 2–4 intervals with about equally many events; () without events.

    The inner edges are event times; ties stay in the earlier interval. Fewer intervals where
    ties leave no distinct edges.
    """
    events = np.sort(time[event == 1])
    if not len(events):
        return ()
    pieces = min(4, max(2, len(events) // EVENTS_PER_PIECE))
    inner = [
        float(events[len(events) * k // pieces - 1]) for k in range(1, pieces) if len(events) > 1
    ]
    last = float(time.max())
    kept = sorted({edge for edge in inner if 0 < edge < events[-1]})
    return (0.0, *kept, last)


def _effect(model: CoxFit, arm: str, unit: str) -> Iterator[Curve]:
    residuals = schoenfeld(model)
    smooth = smooth_effect(residuals, 0)
    if smooth is None:
        return
    scale, first = np.unique(residuals.transformed, return_index=True)
    time = np.interp(smooth.transformed, scale, residuals.time[first])
    yield Curve(
        arm,
        "log_hazard_ratio",
        tuple(time.tolist()),
        tuple(smooth.value.tolist()),
        tuple(smooth.ci_low.tolist()),
        tuple(smooth.ci_high.tolist()),
        unit=unit,
    )


def _log_log(cohort: Cohort, data: Timed, unit: str) -> Iterator[Curve]:
    for group, rows in groups_of(cohort, data.arm):
        fit = kaplan_meier(data.time[rows], (data.event[rows] == 1).astype(np.float64))
        shown = (fit.n_events > 0) & (fit.survival > 0) & (fit.survival < 1)
        if shown.any():
            value = np.log(-np.log(fit.survival[shown]))
            yield Curve(
                group,
                "log_minus_log",
                tuple(fit.time[shown].tolist()),
                tuple(value.tolist()),
                n_at_risk=tuple(fit.n_at_risk[shown].tolist()),
                unit=unit,
            )
