"""The same hazard ratio in every other analysis set of the protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from outcomes.estimators.base.design import result_of, timed
from outcomes.estimators.proportions.rates import proportion_difference
from outcomes.estimators.survival.cox import cox
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import Population
from outcomes.results.condition import Condition
from outcomes.results.note import Note, Ref
from outcomes.results.result import Estimate, Result

SAFETY = "safety"
NOT_SAFETY = Note("safety_not_compared")
AFTER = Note("set_after_randomization")


def other_populations(cohort: Cohort, endpoint: str, *, covariates: Sequence[str] = ()) -> Result:
    """Estimate the hazard ratios of every analysis set but the cohort's own and the safety set.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times. Filters stay; the analysis set changes.
    covariates
        Ids of covariates; by default the protocol's key covariates, else its adjustment set.

    Returns
    -------
    Result
        Analysis ``populations``. Per analysis set and contrast ``hazard_ratio`` of the
        prespecified comparison (stratified by the randomization strata, unadjusted without any)
        and of the adjusted one; ``where`` names the set.

    Notes
    -----
    See `cox.cox`. The safety set is never among them: it groups patients by the treatment
    received.
    """
    data = timed(cohort, endpoint)
    spec = cohort.study.spec
    named = tuple(covariates) or spec.key_covariates or spec.adjustment_set
    estimates = [
        estimate
        for population in _others(cohort)
        for estimate in _ratios(cohort, endpoint, population, named)
    ]
    notes = [NOT_SAFETY] if SAFETY in cohort.study.populations else []
    if not any(True for _ in _others(cohort)):
        notes.append(Note("no_other_set"))
    return result_of(cohort, "populations", endpoint, data, estimates=estimates, notes=notes)


def as_planned(cohort: Cohort, endpoint: str) -> Result:
    """Estimate what was planned, of the protocol's own analysis set and without any filter.

    Returns
    -------
    Result
        Of an endpoint with times as `cox.cox`, stratified by the randomization strata; of a
        proportion as `rates.proportion_difference`. Its population is the protocol's own.
    """
    spec = cohort.study.spec
    own = Cohort(cohort.study, spec.default_population.id)
    if cohort.endpoint(endpoint).timed:
        return cox(own, endpoint, strata=spec.plan.strata)
    return proportion_difference(own, endpoint)


def _others(cohort: Cohort) -> Iterator[Population]:
    for population in cohort.study.spec.populations:
        known = population.id in cohort.study.populations
        if known and population.id not in (cohort.population, SAFETY):
            yield population


def _ratios(
    cohort: Cohort, endpoint: str, population: Population, covariates: tuple[str, ...]
) -> Iterator[Estimate]:
    other = Cohort(cohort.study, population.id, cohort.filters)
    strata = cohort.study.spec.plan.strata
    models = [cox(other, endpoint, strata=strata)]
    if covariates:
        models.append(cox(other, endpoint, covariates=covariates))
    notes = _notes(cohort, other, population)
    for model in models:
        for found in model.all("hazard_ratio"):
            yield replace(
                found,
                where=Condition("population", "in", (population.id,)),
                notes=(*found.notes, *notes),
            )


def _notes(cohort: Cohort, other: Cohort, population: Population) -> tuple[Note, ...]:
    named = Note("analysis_set", population=Ref("population", population.id))
    if np.array_equal(cohort.mask, other.mask):
        same = Note("same_patients_as", population=Ref("population", cohort.population))
        return (named, same)
    fewer = (other.mask < cohort.mask).any()
    randomized = cohort.study.spec.study.design == "randomised"
    return (named, AFTER) if fewer and randomized else (named,)
