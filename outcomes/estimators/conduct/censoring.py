"""When and why observation ended, per arm, and whether it ended differently between the arms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from outcomes.clinical.study_days import days_in
from outcomes.estimators.base.caveats import NOBODY, not_estimable
from outcomes.estimators.base.design import (
    Contrast,
    Floats,
    Mask,
    contrasts_of,
    groups_of,
    result_of,
    timed,
)
from outcomes.estimators.conduct.completeness import GONE, RECENT_MONTHS
from outcomes.estimators.conduct.enrollment import to_day
from outcomes.estimators.proportions.contrasts import risk_difference
from outcomes.estimators.survival.cox import of_arms, with_arm
from outcomes.kernel.curves.log_rank import log_rank
from outcomes.kernel.proportions.difference import CONF_LEVEL, Tally, wilson
from outcomes.model.cohort import Cohort, Timed
from outcomes.model.question import Request
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Interval, Methods, Result

ANY, EARLY = (Method("any_censoring"),), (Method("early_censoring"),)
NO_REASONS = Note("censoring_unknown")
WILSON = (Method("wilson"),)
ONLY_STATUS = Note("censoring_by_status")


class _Ends(NamedTuple):
    """Masks of the patients of an endpoint; together those that are censored."""

    gone: Mask
    early: Mask
    rest: Mask

    @property
    def censored(self) -> Mask:
        return self.gone | self.early | self.rest

    @property
    def before(self) -> Mask:
        """Lost, withdrawn, or last seen long before the cut-off."""
        return self.gone | self.early


def censoring(cohort: Cohort, endpoint: str) -> Result:
    """Count how observation ended per arm, and compare its early end between the arms.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.

    Returns
    -------
    Result
        Analysis ``censoring``. Per group ``n_censored``; of them ``n_lost`` (status lost or
        withdrawn), ``n_ended_early`` (neither, but last seen more than 6 months before the data
        cut-off) and ``n_to_cutoff`` (the others: observed up to it); ``proportion`` of early
        ends (lost or early) with Wilson limits. Per contrast the ``risk_difference`` of these
        proportions (Newcombe), and with censoring in the place of the event a ``statistic``
        (log-rank) and a ``hazard_ratio``, for any censoring and for the early one (``method``).

    Notes
    -----
    Any event, a competing one too, ends the observation and is not censoring. 6 months allow for
    the interval between two visits. A difference is a hint, not a proof: whether those who left
    fared differently is not in the data, see `tipping_point`.

    References
    ----------
    Clark, Altman, De Stavola (2002) Lancet 359:1309. Campigotto, Weller (2014) JCO 32:3055.
    """
    data = timed(cohort, endpoint)
    ends, note = _ends(cohort, endpoint, data)
    estimates: list[Estimate] = []
    for group, rows in groups_of(cohort, data.arm):
        estimates += _counts(group, rows, ends, reasons=note != NO_REASONS)
    for contrast in contrasts_of(cohort, data.arm):
        if note != NO_REASONS:
            estimates.append(_difference(contrast, ends))
            estimates += _tests(data, contrast, ends.before, EARLY)
        estimates += _tests(data, contrast, ends.censored, ANY)
    notes = () if note is None else (note,)
    return result_of(cohort, "censoring", endpoint, data, estimates=estimates, notes=notes)


def base_columns(cohort: Cohort, request: Request) -> dict[str, Any]:
    """Return how the observation of each patient ended, for an R script; blank at an event."""
    data = timed(cohort, request.endpoint)
    ends, note = _ends(cohort, request.endpoint, data)
    ended = np.full(cohort.n, "", dtype=object)
    for how, who in zip(("lost", "early", "cutoff"), ends, strict=True):
        ended[data.rows[who]] = how
    return {} if note == NO_REASONS else {f"{request.endpoint}_ended": ended}


def _ends(cohort: Cohort, endpoint: str, data: Timed) -> tuple[_Ends, Note | None]:
    """Return how each observation ended, and what is not known about it."""
    censored = data.event == 0
    status = "status" in cohort.study.patients
    gone = np.zeros(len(censored), dtype=bool)
    if status:
        gone = censored & cohort.column("status").isin(GONE).to_numpy()[data.rows]
    left = _left_until_cutoff(cohort, endpoint, data)
    if left is None:
        return _Ends(gone, gone & False, censored & ~gone), ONLY_STATUS if status else NO_REASONS
    # Blank dates compare as False: not known to have ended early.
    early = censored & ~gone & (left > RECENT_MONTHS * DAYS_PER["months"])
    return _Ends(gone, early, censored & ~gone & ~early), None


def _left_until_cutoff(cohort: Cohort, endpoint: str, data: Timed) -> Floats | None:
    """Return the days between the end of each observation and the data cut-off."""
    spec, origin = cohort.study.spec, cohort.endpoint(endpoint).origin
    cutoff = spec.study.data_cutoff
    if cutoff is None or not origin or origin not in cohort.study.patients:
        return None
    start = days_in(cohort.patients, origin)[data.rows]
    days: Floats = to_day(cutoff) - start - data.time * DAYS_PER[spec.study.time_unit]
    return days


def _counts(group: str, rows: Mask, ends: _Ends, *, reasons: bool) -> Iterator[Estimate]:
    n = int(rows.sum())
    blank = Estimate("n_censored", group, n=n)
    yield replace(blank, value=float((ends.censored & rows).sum()))
    if not reasons:
        return
    parts = (("n_lost", ends.gone), ("n_ended_early", ends.early), ("n_to_cutoff", ends.rest))
    for quantity, who in parts:
        yield replace(blank, quantity=quantity, value=float((who & rows).sum()))
    early = Tally(int((ends.before & rows).sum()), n)
    share = replace(blank, quantity="proportion", n_events=early.successes, method=WILSON)
    if n == 0:
        yield replace(share, notes=(NOBODY,))
        return
    yield replace(share, value=early.successes / n, interval=Interval(*wilson(early), CONF_LEVEL))


def _difference(contrast: Contrast, ends: _Ends) -> Estimate:
    before, inside = ends.before[contrast.rows], contrast.in_arm == 1
    arm, reference = (Tally(int((before & who).sum()), int(who.sum())) for who in (inside, ~inside))
    blank = contrast.blank(
        "risk_difference",
        before,
    )
    if not arm.n or not reference.n:
        return replace(blank, notes=(not_estimable("arm_without_patients"),))
    return risk_difference(blank, arm, reference)


def _tests(data: Timed, contrast: Contrast, who: Mask, method: Methods) -> Iterator[Estimate]:
    """Yield the log-rank test and the hazard ratio with censoring as the event."""
    time, event = data.time[contrast.rows], who[contrast.rows].astype(np.float64)
    blank = contrast.blank(
        "statistic",
        event,
        method=method,
    )
    test = log_rank(time, event, contrast.in_arm)
    if test.statistic is None:
        yield replace(blank, notes=(_why_no_test(event, contrast.in_arm),))
    else:
        yield replace(blank, value=test.statistic, p_value=test.p_value)
    ratio = replace(blank, quantity="hazard_ratio")
    yield with_arm(ratio, of_arms(time, event, contrast.in_arm))


def _why_no_test(event: Floats, in_arm: Floats) -> Note:
    if not len(event):
        return NOBODY
    if in_arm.all() or not in_arm.any():
        return not_estimable("one_arm")
    return not_estimable("no_information" if event.any() else "nobody_censored")
