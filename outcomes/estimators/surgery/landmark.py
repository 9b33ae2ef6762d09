"""Survival by conversion surgery without immortal time: time-dependent and landmark models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from outcomes.clinical.study_days import dated, days_of
from outcomes.estimators.base.caveats import (
    NOBODY,
    not_estimable,
)
from outcomes.estimators.base.design import Floats, cause_specific, result_of, timed
from outcomes.estimators.survival.cox import of_arms, with_arm
from outcomes.estimators.survival.kaplan_meier import curve_of
from outcomes.kernel.cox.time_dependent import (
    ExposureIntervals,
    LandmarkSelection,
    exposure_intervals,
    mantel_byar,
    select_landmark,
    simon_makuch,
)
from outcomes.model.cohort import Cohort, Timed
from outcomes.model.file.unread import lost
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result

CONVERSION = "conversion"
OBSERVATIONAL = Note("observational")
NO_SURGERY = Note("not_estimated", why=Note("no_surgery_after_origin"))


def time_dependent_cox(cohort: Cohort, endpoint: str) -> Result:
    """Compare the hazard after conversion surgery with that before it or without it.

    Returns
    -------
    Result
        ``hazard_ratio`` of group ``conversion`` from a Cox model with surgery as a
        time-dependent covariate, the Mantel–Byar ``statistic``, and Simon–Makuch curves of
        groups ``no_conversion`` and ``conversion``. No rows where nobody is operated on after
        the origin.

    Notes
    -----
    All arms together, unadjusted; Efron ties, Wald limits and p. Removes immortal time, not the
    selection of fitter patients for surgery. Surgery counts from the day after it for everybody
    else's events, and half a day before a patient's own event of the same day: a death on the
    day of surgery is a death after surgery.

    References
    ----------
    Mantel, Byar (1974) JASA 69:81. Simon, Makuch (1984) Stat Med 3:35.
    """
    data = with_known_surgery(cohort, timed(cohort, endpoint))
    surgery = surgery_times(cohort, endpoint, data)
    if surgery is None:
        return result_of(cohort, "time_dependent_cox", endpoint, data, notes=(NO_SURGERY,))
    event = (data.event == 1).astype(np.float64)
    begin = _same_day(data.time, surgery, cohort.study.spec.study.time_unit)
    rows = exposure_intervals(data.time, event, begin)
    blank = Estimate(
        "hazard_ratio",
        CONVERSION,
        n=len(data.time),
        n_events=int(event.sum()),
        method=cause_specific(cohort, endpoint),
        notes=(OBSERVATIONAL,),
    )
    ratio = _hazard_ratio(blank, (rows.stop, rows.event, rows.exposed), rows.start)
    test = mantel_byar(rows)
    unit = cohort.study.spec.study.time_unit
    names = (f"no_{CONVERSION}", CONVERSION)
    return result_of(
        cohort,
        "time_dependent_cox",
        endpoint,
        data,
        estimates=(
            ratio,
            replace(
                blank,
                quantity="statistic",
                value=test.statistic,
                p_value=test.p_value,
                method=(Method("mantel_byar"),),
            ),
        ),
        curves=[
            curve_of(fit, name, "survival", unit, n_first=_at_origin(rows, state))
            for state, (name, fit) in enumerate(zip(names, simon_makuch(rows), strict=True))
        ],
    )


def landmark_cox(
    cohort: Cohort, endpoint: str, *, landmarks: Sequence[float] | None = None
) -> Result:
    """Compare those operated on by a landmark with those not, from the landmark on.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.
    landmarks
        In months; by default those of the protocol's conversion rules.

    Returns
    -------
    Result
        One ``hazard_ratio`` of group ``conversion`` per landmark (``at``, in the time unit of
        the study), with how many were excluded and how many were operated on later.

    Notes
    -----
    Only patients followed beyond the landmark; later surgery does not count, which draws a real
    effect towards 1 the earlier the landmark. Efron ties, Wald limits and p.

    References
    ----------
    Anderson, Cain, Gelber (1983) J Clin Oncol 1:710.
    """
    data = with_known_surgery(cohort, timed(cohort, endpoint))
    surgery = surgery_times(cohort, endpoint, data)
    rules = cohort.study.spec.conversion
    chosen = landmarks if landmarks is not None else rules.landmarks if rules else ()
    if surgery is None or not chosen:
        notes = (NO_SURGERY,) if surgery is None else (Note("no_landmarks"),)
        return result_of(cohort, "landmark_cox", endpoint, data, notes=notes)
    month = DAYS_PER["months"] / DAYS_PER[cohort.study.spec.study.time_unit]
    event = (data.event == 1).astype(np.float64)
    estimates = []
    for months in chosen:
        kept = select_landmark(data.time, event, surgery, months * month)
        rows = kept.included
        blank = Estimate(
            "hazard_ratio",
            CONVERSION,
            at=kept.at,
            n=int(rows.sum()),
            n_events=int(event[rows].sum()),
            method=cause_specific(cohort, endpoint),
            notes=_who(kept),
        )
        exposed = kept.exposed[rows].astype(np.float64)
        estimates.append(_hazard_ratio(blank, (kept.time[rows], event[rows], exposed)))
    return result_of(cohort, "landmark_cox", endpoint, data, estimates=estimates)


def with_known_surgery(cohort: Cohort, data: Timed) -> Timed:
    """Return the data without those whose date of surgery stands in the file but cannot be read."""
    column = _surgery_column(cohort)
    unknown = lost(cohort.patients, column)[data.rows]
    if not unknown.any():
        return data
    kept = ~unknown
    n_missing = data.n_missing + int(unknown.sum())
    return Timed(data.time[kept], data.event[kept], data.arm[kept], data.rows[kept], n_missing)


def _surgery_column(cohort: Cohort) -> str:
    patients = dated(cohort).study.patients
    return "conversion_date" if "conversion_date" in patients else "surgery_date"


def surgery_times(cohort: Cohort, endpoint: str, data: Timed) -> Floats | None:
    """Return when each patient of ``data`` was operated on, in the study's unit; nan = never.

    Conversion operations where the data tell them apart, else any curative surgery. None where
    the data cannot tell: no surgery dates, no origin, or nobody operated on after it.
    """
    block, rules = cohort.endpoint(endpoint), cohort.study.spec.conversion
    origin = block.origin or (rules.origin if rules else "randomisation_date")
    patients = dated(cohort).patients.iloc[data.rows]
    column = _surgery_column(cohort)
    if origin not in patients or column not in patients or origin == "surgery_date":
        return None
    days = days_of(patients[column]) - days_of(patients[origin])
    if not (days > 0).any():
        return None
    return days / DAYS_PER[cohort.study.spec.study.time_unit]


def _same_day(time: Floats, surgery: Floats, unit: str) -> Floats:
    """Put surgery before an end of follow-up on its day, and behind time zero otherwise."""
    half = 0.5 / DAYS_PER[unit]
    with np.errstate(invalid="ignore"):
        ends = np.abs(surgery - time) < half
        first = (np.abs(surgery) < half) & ~ends
    return np.where(ends, time - half, np.where(first, half, surgery))


def _at_origin(rows: ExposureIntervals, state: int) -> float:
    return float(((rows.exposed == state) & (rows.start < 0)).sum())


def _hazard_ratio(
    blank: Estimate, rows: tuple[Floats, Floats, Floats], entry: Floats | None = None
) -> Estimate:
    stop, event, exposed = rows
    why = _one_sided(event, exposed)
    return with_arm(blank, why or of_arms(stop, event, exposed, entry=entry), 1)


def _one_sided(event: Floats, exposed: Floats) -> Note | None:
    if not len(event):
        return NOBODY
    for group, nobody, none in (
        (1, "nobody_operated", "no_events_after_surgery"),
        (0, "everybody_operated", "no_events_without_surgery"),
    ):
        if not (exposed == group).any():
            return not_estimable(nobody)
        if not event[exposed == group].any():
            return not_estimable(none)
    return None


def _who(kept: LandmarkSelection) -> tuple[Note, ...]:
    events = int(kept.n_excluded_events)
    excluded = events + int(kept.n_excluded_censored)
    return (
        Note("excluded_by_landmark", n=excluded, events=events),
        Note("operated_later", n=int(kept.n_exposed_later)),
        OBSERVATIONAL,
    )
