"""The levels of an exposure the protocol names, compared as observed: never an effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from outcomes.model.cohort import Cohort, as_levels
from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import exposed_spec
from outcomes.model.question import request
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result

UNADJUSTED, ADJUSTED = Method("exposure_unadjusted"), Method("exposure_adjusted")
WEIGHTED, STANDARDIZED = Method("exposure_weighted"), Method("exposure_standardized")
Asked = tuple[Method, str, bool]


def exposure(cohort: Cohort, endpoint: str) -> Result:
    """Compare the levels of the exposure in an endpoint: unadjusted, adjusted, weighted.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of any endpoint of a study whose protocol names an ``exposure``.

    Returns
    -------
    Result
        Analysis ``exposure``. Per level against the first: ``hazard_ratio`` by Cox's model, alone
        and with the adjustment set of the protocol; where nothing competes also weighted by the
        inverse of the propensity. Of a proportion ``risk_difference``: alone, standardized,
        weighted. No p-values: nobody was assigned, and nothing is confirmed.

    Notes
    -----
    The estimators are those of arms, asked of the same patients with the level in place of the
    arm; the exposure is never among the covariates. Whose level is unknown is left out.
    """
    levels = exposed(cohort)
    block = cohort.endpoint(endpoint)
    rows: list[Estimate] = []
    notes: dict[Note, None] = {}
    for way, asked, adjusts in _questions(block):
        covariates = levels.study.spec.adjustment_set
        if adjusts and not covariates:
            continue
        options = {"covariates": covariates} if adjusts else {}
        found = request(asked, endpoint, **options).ask(levels)
        rows += _told(found, way, "hazard_ratio" if block.timed else "risk_difference")
        notes |= dict.fromkeys(found.notes)
    if not levels.study.spec.adjustment_set:
        notes[Note("exposure_nothing_to_adjust")] = None
    return Result(
        "exposure", endpoint, cohort.population, cohort.words, tuple(rows), n=cohort.n,
        notes=tuple(notes),
    )  # fmt: skip


def exposure_balance(cohort: Cohort, endpoint: str = "") -> Result:
    """Return how alike the levels of the exposure are, before and after weighting."""
    levels = exposed(cohort)
    found = request("adjusted.balance", "").ask(levels)
    return replace(found, analysis="exposure_balance", filters=cohort.words)


def exposed(cohort: Cohort) -> Cohort:
    """Return the same patients with the level of the exposure in place of the arm."""
    spec = cohort.study.spec
    name = spec.study.exposure or ""
    patients = cohort.study.patients.drop(columns="arm_actual", errors="ignore")
    given = as_levels(patients[name]) if name in patients else None
    study = replace(
        cohort.study,
        spec=exposed_spec(spec),
        patients=patients.assign(arm=given),
        populations={**cohort.study.populations, cohort.population: cohort.mask},
    )
    return Cohort(study, cohort.population)


def _questions(block: Endpoint) -> Iterator[Asked]:
    if not block.timed:
        yield UNADJUSTED, "proportions.rates:proportion_difference", False
        yield STANDARDIZED, "adjusted.standardized", True
        yield WEIGHTED, "adjusted.weighting", True
        return
    yield UNADJUSTED, "survival.cox", False
    yield ADJUSTED, "survival.cox", True
    if block.kind == "time_to_event":
        yield WEIGHTED, "adjusted.weighting", True


def _told(found: Result, way: Method, quantity: str) -> Iterator[Estimate]:
    """Yield the first estimate per contrast, how it was made, and no p-value."""
    seen = set()
    for e in found.all(quantity):
        if e.reference and e.group not in seen:
            seen.add(e.group)
            yield replace(e, p_value=None, method=(way, *e.method))
