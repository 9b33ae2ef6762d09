"""Ascites response and control at the target visit, under any criteria and denominator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from outcomes.clinical.ascites_rules import AscitesRules, target_visit
from outcomes.estimators.ascites.courses import (
    Course,
    courses_of,
    having_ascites,
    never_treated,
    rules_of,
)
from outcomes.estimators.proportions.adjusted import logistic_adjusted, stratified_difference
from outcomes.estimators.proportions.rates import Missing, proportion, proportion_difference
from outcomes.model.cohort import Cohort
from outcomes.model.further import Criteria, Denominator, Of, ascites_rate_of
from outcomes.results.note import Note
from outcomes.results.result import Result

ANALYSES = {
    "proportion": "ascites_rate",
    "proportion_difference": "ascites_difference",
    "proportion_difference_stratified": "ascites_stratified",
    "logistic_adjusted": "ascites_logistic",
}


def _of_ascites(estimator: Callable[..., Result]) -> Callable[..., Result]:
    """Return an estimator of a proportion asked about ascites."""

    def rate(
        cohort: Cohort,
        endpoint: str = "",
        *,
        of: Of = "control",
        criteria: Criteria = "",
        denominator: Denominator = "ascites_at_baseline",
        missing: Missing = "failure",
        **options: tuple[str, ...],
    ) -> Result:
        """Estimate or compare ascites control (CR+PR+SD) or objective response (CR+PR).

        Parameters
        ----------
        cohort, endpoint
            Who; the endpoint is not used.
        of
            ``control`` or ``response``.
        criteria
            Response criteria; those of the protocol by default.
        denominator
            Everybody with ascites at baseline (``ascites_at_baseline``), or those of them who got
            at least one dose (``ascites_treated``).
        missing
            What a patient without an evaluable assessment counts as.
        options
            Those of the estimator: ``strata``, ``covariates``.

        Returns
        -------
        Result
            As the estimator's. Its ``endpoint`` is ``ascites_control`` or ``ascites_response``,
            of the treated with ``_treated`` after it.

        Notes
        -----
        Death and a new drainage up to the day of the assessment are failures under both rules;
        those who died on that day are counted in a note.
        """
        name = ascites_rate_of(cohort.study.spec, of, criteria, denominator)
        found = estimator(cohort, name, missing=missing, **options)
        return _noted(found, cohort, criteria, denominator)

    return rate


ascites_rate = _of_ascites(proportion)
ascites_difference = _of_ascites(proportion_difference)
ascites_stratified = _of_ascites(stratified_difference)
ascites_logistic = _of_ascites(logistic_adjusted)


def _noted(result: Result, cohort: Cohort, criteria: Criteria, denominator: Denominator) -> Result:
    """Return the result with its criteria and, for the treated, how many got no dose."""
    rules = rules_of(cohort, criteria)
    first, last = rules.window_days
    notes = [Note(f"criteria_{rules.criteria}", day=rules.target_day, first=first, last=last)]
    courses = having_ascites(cohort, courses_of(cohort))
    last_day = sum(_died_when_assessed(course, rules) for course in courses)
    if last_day:
        notes.append(Note("died_when_assessed", n=last_day))
    never = never_treated(cohort)
    if never:
        left_out = denominator == "ascites_treated"
        notes.append(Note("untreated_left_out" if left_out else "untreated_as_blank", n=never))
    told = cohort.endpoint(result.endpoint).success or ""
    found = result.with_notes(*notes)
    return replace(found, analysis=ANALYSES[result.analysis], endpoint=told)


def _died_when_assessed(course: Course, rules: AscitesRules) -> bool:
    first, last = rules.window_days
    if not first <= course.fate.death <= last:
        return False
    visit = target_visit(course.visits, rules)
    return visit is not None and bool(visit.day == course.fate.death)
