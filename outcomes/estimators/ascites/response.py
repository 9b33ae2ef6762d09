"""Ascites response and control at the target visit, under any criteria and denominator."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from outcomes.clinical.ascites_rules import WINDOW_NOT_OVER, AscitesRules, target_visit
from outcomes.clinical.base_data import endpoint_columns
from outcomes.estimators.ascites.courses import (
    Course,
    Criteria,
    Floats,
    Mask,
    courses_of,
    having_ascites,
    rules_of,
    treated_of,
    with_ascites,
)
from outcomes.estimators.proportions.adjusted import logistic_adjusted, stratified_difference
from outcomes.estimators.proportions.rates import Missing, proportion, proportion_difference
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import Endpoint, Population
from outcomes.model.question import Request
from outcomes.model.reasons import NOT_YET
from outcomes.model.study import EndpointData
from outcomes.results.note import Note
from outcomes.results.result import Result

Of = Literal["control", "response"]
ANALYSES = {
    "proportion": "ascites_rate",
    "proportion_difference": "ascites_difference",
    "proportion_difference_stratified": "ascites_stratified",
    "logistic_adjusted": "ascites_logistic",
}
Denominator = Literal["ascites_at_baseline", "ascites_treated"]


def ascites_rate(
    cohort: Cohort,
    endpoint: str = "",
    *,
    of: Of = "control",
    criteria: Criteria = "",
    denominator: Denominator = "ascites_at_baseline",
    missing: Missing = "failure",
) -> Result:
    """Estimate ascites control (CR+PR+SD) or objective response (CR+PR) per arm.

    Parameters
    ----------
    cohort, endpoint
        Who; the endpoint is not used.
    of
        ``control`` or ``response``.
    criteria
        Response criteria; those of the protocol by default.
    denominator
        Everybody with ascites at baseline (``ascites_at_baseline``), or those of them who got at
        least one dose (``ascites_treated``).
    missing
        What a patient without an evaluable assessment counts as.

    Returns
    -------
    Result
        As `proportion`: Clopper–Pearson limits, then Wilson's, then the other rule for missing.
        Its ``endpoint`` is ``ascites_control`` or ``ascites_response``, of the treated with
        ``_treated`` after it.

    Notes
    -----
    Death and a new drainage up to the day of the assessment are failures under both rules; those
    who died on that day are counted in a note. Under the
    protocol's criteria the columns ``ascites_control`` and ``ascites_response`` of patients are
    read, so that an endpoint made of them gives the same numbers; other criteria are applied to
    the visits.
    """
    asked, name = _asked(cohort, of, criteria, denominator)
    return _noted(proportion(asked, name, missing=missing), cohort, criteria, denominator)


def ascites_difference(
    cohort: Cohort,
    endpoint: str = "",
    *,
    of: Of = "control",
    criteria: Criteria = "",
    denominator: Denominator = "ascites_at_baseline",
    missing: Missing = "failure",
) -> Result:
    """Compare `ascites_rate` of each arm with the reference: as `proportion_difference`."""
    asked, name = _asked(cohort, of, criteria, denominator)
    found = proportion_difference(asked, name, missing=missing)
    return _noted(found, cohort, criteria, denominator)


def ascites_stratified(
    cohort: Cohort,
    endpoint: str = "",
    *,
    of: Of = "control",
    criteria: Criteria = "",
    denominator: Denominator = "ascites_at_baseline",
    missing: Missing = "failure",
    strata: tuple[str, ...] = (),
) -> Result:
    """Compare `ascites_rate` of the arms within strata: as `stratified_difference`."""
    asked, name = _asked(cohort, of, criteria, denominator)
    found = stratified_difference(asked, name, strata=strata, missing=missing)
    return _noted(found, cohort, criteria, denominator)


def ascites_logistic(
    cohort: Cohort,
    endpoint: str = "",
    *,
    of: Of = "control",
    criteria: Criteria = "",
    denominator: Denominator = "ascites_at_baseline",
    missing: Missing = "failure",
    covariates: tuple[str, ...] = (),
) -> Result:
    """Compare `ascites_rate` of the arms adjusted for covariates: as `logistic_adjusted`."""
    asked, name = _asked(cohort, of, criteria, denominator)
    found = logistic_adjusted(asked, name, covariates=covariates, missing=missing)
    return _noted(found, cohort, criteria, denominator)


def asking(
    cohort: Cohort, block: Endpoint, data: EndpointData, sets: dict[str, Mask] | None = None
) -> Cohort:
    """Return the cohort with one endpoint more, so that every estimator can be asked about it.

    Parameters
    ----------
    cohort
        Who.
    block, data
        The endpoint, and its values for every patient of the study.
    sets
        Further populations, usable as denominator.
    """
    study, spec = cohort.study, cohort.study.spec
    others = tuple(e for e in spec.endpoints if e.id != block.id)
    known = {p.id for p in spec.populations}
    more = tuple(Population(name, name) for name in sets or {} if name not in known)
    spec = replace(spec, endpoints=(*others, block), populations=(*spec.populations, *more))
    study = replace(
        study,
        spec=spec,
        endpoints={**study.endpoints, block.id: data},
        populations={**study.populations, **(sets or {})},
    )
    return Cohort(study, cohort.population, cohort.filters)


def _asked(
    cohort: Cohort, of: Of, criteria: Criteria, denominator: Denominator
) -> tuple[Cohort, str]:
    name = f"ascites_{of}" + ("_treated" if denominator == "ascites_treated" else "")
    success, waiting = _success(cohort, of, criteria)
    block = Endpoint(name, name, "proportion", success=name, denominator=denominator)
    blank = np.where(np.isnan(success), "not_evaluable", "").astype(object)
    reason = np.where(waiting & np.isnan(success), NOT_YET, blank)
    data = EndpointData(np.empty(0), success, reason)
    return asking(cohort, block, data, denominators(cohort)), name


def base_columns(cohort: Cohort, request: Request) -> dict[str, Any]:
    """Return the answer of each patient, and who counts, for an R script."""
    options = dict(request.options)
    if request.name not in ANALYSES.values():
        return {}
    asked, name = _asked(cohort, options.get("of", "control"), options.get("criteria", ""),
                         options.get("denominator", "ascites_at_baseline"))  # fmt: skip
    return endpoint_columns(asked, name, request.made(name))


def denominators(cohort: Cohort) -> dict[str, Mask]:
    """Return who counts in each denominator, over all patients of the study."""
    ascites = with_ascites(cohort.study)
    return {
        "ascites_at_baseline": ascites,
        "ascites_treated": ascites & treated_of(cohort.study),
    }


def _success(cohort: Cohort, of: Of, criteria: Criteria) -> tuple[Floats, Mask]:
    """Return 1, 0 or nan for every patient of the study, and whose window is not over.

    Those outside the cohort are nan.
    """
    study = cohort.study
    note = study.patients.get("ascites_response_note")
    noted = np.zeros(len(study.patients), bool) if note is None else (note == WINDOW_NOT_OVER)
    waiting = np.array(noted, dtype=bool)
    configured = rules_of(cohort).criteria
    found = np.full(len(study.patients), np.nan)
    if criteria in ("", configured) and "ascites_control" in study.patients:
        control = study.patients["ascites_control"].to_numpy(float)
        if of == "control":
            found = np.where(control == 1, 1.0, np.where(control == 0, 0.0, np.nan))
            return found, waiting
        if "ascites_response" in study.patients:
            given = zip(study.patients["ascites_response"], control, strict=True)
            worth = [_worth(r, None if c != c else bool(c == 1), of) for r, c in given]
            return np.array(worth, float), waiting
    positions = np.flatnonzero(cohort.mask)
    rules = rules_of(cohort, criteria)
    for course in courses_of(cohort):
        answer = course.respond(rules)
        found[positions[course.row]] = _worth(answer.response, answer.control, of)
        waiting[positions[course.row]] = answer.reason == WINDOW_NOT_OVER
    return found, waiting


def _worth(response: str | None, control: bool | None, of: Of) -> float:
    if of == "control":
        return np.nan if control is None else float(control)
    if response in ("CR", "PR"):
        return 1.0
    return 0.0 if response in ("SD", "PD") or control is False else np.nan


def _noted(result: Result, cohort: Cohort, criteria: Criteria, denominator: Denominator) -> Result:
    """Return the result with its criteria and, for the treated, how many got no dose."""
    rules = rules_of(cohort, criteria)
    first, last = rules.window_days
    notes = [Note(f"criteria_{rules.criteria}", day=rules.target_day, first=first, last=last)]
    courses = having_ascites(cohort, courses_of(cohort))
    last_day = sum(_died_when_assessed(course, rules) for course in courses)
    if last_day:
        notes.append(Note("died_when_assessed", n=last_day))
    never = int((with_ascites(cohort.study) & ~treated_of(cohort.study))[cohort.mask].sum())
    if never:
        left_out = denominator == "ascites_treated"
        notes.append(Note("untreated_left_out" if left_out else "untreated_as_blank", n=never))
    return replace(result.with_notes(*notes), analysis=ANALYSES[result.analysis])


def _died_when_assessed(course: Course, rules: AscitesRules) -> bool:
    visit = target_visit(course.visits, rules)
    return visit is not None and bool(visit.day == course.fate.death)
