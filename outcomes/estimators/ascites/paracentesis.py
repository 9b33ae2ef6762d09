"""Life without another drainage of ascites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from outcomes.clinical.base_data import endpoint_columns
from outcomes.estimators.ascites.courses import Course, courses_of
from outcomes.estimators.ascites.response import Denominator, asking, denominators
from outcomes.estimators.survival.contrasts import log_rank
from outcomes.estimators.survival.cox import cox
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import DAYS_PER, Endpoint
from outcomes.model.question import Request
from outcomes.model.study import EndpointData
from outcomes.results.result import Result

PARACENTESIS = "paracentesis_free"
MILESTONES = (3, 6)  # months


def paracentesis_free(
    cohort: Cohort, endpoint: str = "", *, denominator: Denominator = "ascites_treated"
) -> Result:
    """Estimate survival without another therapeutic drainage by Kaplan–Meier.

    Notes
    -----
    Origin: that of the protocol's ascites block (the first dose). Event: the first drainage after
    that day, or death. Censored at the last contact, at most at the data cut-off. A drainage on
    the day of the first dose belongs to baseline.
    """
    return kaplan_meier(_paracentesis(cohort, denominator), PARACENTESIS)


def paracentesis_cox(
    cohort: Cohort,
    endpoint: str = "",
    *,
    strata: Sequence[str] = (),
    covariates: Sequence[str] = (),
    denominator: Denominator = "ascites_treated",
) -> Result:
    """Return the hazard ratio of drainage or death of each arm against the reference."""
    asked = _paracentesis(cohort, denominator)
    return cox(asked, PARACENTESIS, strata=strata, covariates=covariates)


def paracentesis_log_rank(
    cohort: Cohort,
    endpoint: str = "",
    *,
    strata: Sequence[str] = (),
    denominator: Denominator = "ascites_treated",
) -> Result:
    """Test whether the arms have the same hazard of drainage or death."""
    return log_rank(_paracentesis(cohort, denominator), PARACENTESIS, strata=strata)


def base_columns(cohort: Cohort, request: Request) -> dict[str, Any]:
    """Return the times without another drainage, for an R script."""
    asked = _paracentesis(cohort, request.option("denominator") or "ascites_treated")
    return endpoint_columns(asked, PARACENTESIS, request.made(PARACENTESIS))


def _paracentesis(cohort: Cohort, denominator: Denominator) -> Cohort:
    """Return the cohort with paracentesis-free survival as an endpoint."""
    study = cohort.study
    per = DAYS_PER[study.spec.study.time_unit]
    inside = denominators(cohort)[denominator]
    n = len(study.patients)
    time, event = np.full(n, np.nan), np.full(n, np.nan)
    reason = np.where(inside, "no_follow_up", "no_ascites_or_dose").astype(object)
    positions = np.flatnonzero(cohort.mask)
    for course in courses_of(cohort):
        place = positions[course.row]
        days, happened = free_of_drainage(course)
        if inside[place] and days >= 0:
            time[place], event[place], reason[place] = days / per, float(happened), ""
    at = tuple(m * DAYS_PER["months"] / per for m in MILESTONES)
    block = Endpoint(PARACENTESIS, PARACENTESIS, "time_to_event", landmarks=at)
    zero = int((time == 0).sum())
    return asking(cohort, block, EndpointData(time, event, reason, zero))


def free_of_drainage(course: Course) -> tuple[float, bool]:
    """Return the days to the next drainage or death, and whether either happened; nan unknown."""
    if not course.started:
        return np.nan, False
    end, why = course.end
    known = min(course.first_drainage, end)
    if any(v.perhaps_drained and (0 < v.day <= known or v.day == np.inf) for v in course.visits):
        return np.nan, False
    if course.first_drainage < np.inf and not course.first_drainage > end:
        return course.first_drainage, True
    drained_later = course.first_drainage < np.inf and why == "censored"
    return (course.first_drainage, True) if drained_later else (end, why == "death")
