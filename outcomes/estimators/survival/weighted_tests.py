"""Tests for hazards that are not proportional: Fleming–Harrington weights and max-combo."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcomes.estimators.base.caveats import NOBODY, not_estimable
from outcomes.estimators.base.design import cause_specific, contrasts_of, result_of, timed
from outcomes.kernel.curves.log_rank import MAX_COMBO, Weight, log_rank, max_combo
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result

PURPOSE: dict[Weight, Note] = {
    (0.0, 0.0): Note("weights_none"),
    (1.0, 0.0): Note("weights_early"),
    (0.0, 1.0): Note("weights_late"),
    (1.0, 1.0): Note("weights_middle"),
}
COMBINED = Note("largest_of_four")
NOT_PLANNED = Note("decisive_if_planned")


def weighted_tests(cohort: Cohort, endpoint: str) -> Result:
    """Test each arm against the reference with weights for early, late and middle events.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.

    Returns
    -------
    Result
        Per contrast one ``statistic`` for each pair of Fleming–Harrington weights (rho, gamma),
        named in ``method``: a z, above 0 where the arm has more events than expected. And one with
        method ``max_combo``: the largest absolute z. Notes say what each is for.

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
        blank = contrast.blank(
            "statistic",
            event,
        )
        tests = _tests(blank, (time, event, contrast.in_arm))
        estimates += [replace(t, method=(*t.method, *censored)) for t in tests]
    return result_of(
        cohort, "weighted_tests", endpoint, data, estimates=estimates, notes=(NOT_PLANNED,)
    )


def _tests(blank: Estimate, rows: tuple[np.ndarray, np.ndarray, np.ndarray]) -> list[Estimate]:
    time, event, in_arm = rows
    why = _why_no_test(event, in_arm)
    found = []
    for weight, purpose in PURPOSE.items():
        test = log_rank(time, event, in_arm, weight=weight)
        rho, gamma = weight
        named = replace(blank, method=(Method("fleming_harrington", rho=rho, gamma=gamma),))
        if test.z is None:
            found.append(replace(named, notes=(why,)))
        else:
            found.append(replace(named, value=test.z, p_value=test.p_value, notes=(purpose,)))
    combined = max_combo(time, event, in_arm, weights=MAX_COMBO)
    named = replace(blank, method=(Method("max_combo"),))
    if combined.statistic is None:
        return [*found, replace(named, notes=(why,))]
    value, p_value = combined.statistic, combined.p_value
    return [*found, replace(named, value=value, p_value=p_value, notes=(COMBINED,))]


def _why_no_test(event: np.ndarray, in_arm: np.ndarray) -> Note:
    if not len(event):
        return NOBODY
    if in_arm.all() or not in_arm.any():
        return not_estimable("one_arm")
    return not_estimable("no_information_weighted" if event.any() else "no_events")
