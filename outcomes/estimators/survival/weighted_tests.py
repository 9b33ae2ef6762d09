"""Tests for hazards that are not proportional: Fleming–Harrington weights and max-combo."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcomes.estimators.base.design import cause_specific, contrasts_of, result_of, timed
from outcomes.kernel.curves.log_rank import MAX_COMBO, Weight, log_rank, max_combo
from outcomes.model.cohort import Cohort
from outcomes.results.result import Estimate, Result

PURPOSE: dict[Weight, str] = {
    (0.0, 0.0): "the ordinary log-rank test: all events count the same",
    (1.0, 0.0): "early events count more: for an effect that fades",
    (0.0, 1.0): "late events count more: for an effect that comes late",
    (1.0, 1.0): "events in the middle count more",
}
COMBINED = "the largest of the four, corrected for looking four times: when the shape is unknown"
NOT_PLANNED = "decisive only if it was planned before the data were seen"


def weighted_tests(cohort: Cohort, endpoint: str) -> Result:
    """Test each arm against the reference with weights for early, late and middle events.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.

    Returns
    -------
    Result
        Per contrast one ``statistic`` (chi-square, 1 degree of freedom) for each pair of
        Fleming–Harrington weights (rho, gamma), named in ``method``, and one with method
        ``max-combo`` (the largest absolute z). Notes say what each is for.

    Notes
    -----
    The weight of an event is S(t−)^rho (1 − S(t−))^gamma with the curve of both arms together.
    The max-combo p is for the largest of four correlated normals. Competing events are censored.

    References
    ----------
    Harrington, Fleming (1982) Biometrika 69:553. Lin et al. (2020) Stat Biopharm Res 12:187.
    """
    data = timed(cohort, endpoint)
    censored = cause_specific(cohort, endpoint)
    estimates: list[Estimate] = []
    for contrast in contrasts_of(cohort, data.arm):
        time = data.time[contrast.rows]
        event = (data.event[contrast.rows] == 1).astype(np.float64)
        blank = Estimate(
            "statistic",
            contrast.arm,
            contrast.reference,
            n=len(time),
            n_events=int(event.sum()),
        )
        tests = _tests(blank, (time, event, contrast.in_arm))
        estimates += [
            replace(t, method="; ".join(filter(None, (t.method, censored)))) for t in tests
        ]
    return result_of(
        cohort, "weighted_tests", endpoint, data, estimates=estimates, notes=(NOT_PLANNED,)
    )


def _tests(blank: Estimate, rows: tuple[np.ndarray, np.ndarray, np.ndarray]) -> list[Estimate]:
    time, event, in_arm = rows
    why = _why_no_test(event, in_arm)
    found = []
    for weight, purpose in PURPOSE.items():
        test = log_rank(time, event, in_arm, weight=weight)
        named = replace(blank, method=_name(weight))
        if test.statistic is None:
            found.append(replace(named, notes=(why,)))
        else:
            found.append(
                replace(named, value=test.statistic, p_value=test.p_value, notes=(purpose,))
            )
    combined = max_combo(time, event, in_arm, weights=MAX_COMBO)
    named = replace(blank, method="max-combo")
    if combined.statistic is None:
        return [*found, replace(named, notes=(why,))]
    value, p_value = combined.statistic, combined.p_value
    return [*found, replace(named, value=value, p_value=p_value, notes=(COMBINED,))]


def _name(weight: Weight) -> str:
    return f"Fleming–Harrington ({weight[0]:g}, {weight[1]:g})"


def _why_no_test(event: np.ndarray, in_arm: np.ndarray) -> str:
    if not len(event):
        return "not estimable: nobody"
    if in_arm.all() or not in_arm.any():
        return "not estimable: one arm only"
    if not event.any():
        return "not estimable: no events"
    return "not estimable: the events carry no information for these weights"
