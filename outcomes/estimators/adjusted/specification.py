"""The specification curve: the hazard ratio under every set of covariates and form of model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np

from outcomes.estimators.adjusted.weighted_sample import UNUSABLE, columns_of
from outcomes.estimators.adjusted.weighting import weighted_hazard_ratio
from outcomes.estimators.base.caveats import (
    FEWEST_EVENTS,
    not_estimable,
    too_few,
    unusable,
)
from outcomes.estimators.base.design import (
    Contrast,
    Floats,
    Terms,
    contrasts_of,
    result_of,
    strata_of,
    terms_of,
    timed,
)
from outcomes.estimators.survival.cox import with_arm
from outcomes.kernel.causal.propensity import Propensity, propensity, weights_of
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.model.cohort import Cohort, Timed
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result

MOST_COVARIATES = 8
FORMS = {form: Method(f"form_{form}") for form in ("cox", "stratified", "iptw", "overlap")}


class Part(NamedTuple):
    """The complete cases of one contrast and covariate set; ``x`` without the arm."""

    time: Floats
    event: Floats
    in_arm: Floats
    x: Floats
    continuous: Floats
    stratum: np.ndarray
    named: tuple[str, ...]


def specification(cohort: Cohort, endpoint: str, *, most: int = 256) -> Result:
    """Estimate the hazard ratio under every subset of the prespecified covariates.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.
    most
        Most subsets per contrast; of more than 8 covariates, or more subsets, the first
        covariates are kept and a note says so.

    Returns
    -------
    Result
        Analysis ``specification``: per contrast and subset (``covariates``) a ``hazard_ratio``
        per form, named in ``method``: ``cox`` (adjusted; unadjusted for the empty subset),
        ``stratified`` (by its covariates with levels, adjusted for the continuous ones),
        ``iptw`` and ``overlap`` (weighted, robust). ``stratified`` is there where the subset
        has levels, the weighted forms where it is not empty.

    Notes
    -----
    The set is the protocol's ``adjust = true`` and ``key`` covariates. Each row equals `cox` or
    `weighting` on its own complete cases. What cannot be estimated stays as a row with the
    reason; so do strata with fewer than 5 events on average. ``cox`` and ``stratified`` are
    conditional, the others marginal. Rows share their data, so they are no independent evidence.

    References
    ----------
    Simonsohn, Simmons, Nelson (2020) Nat Hum Behav 4:1208.
    """
    data = timed(cohort, endpoint)
    declared = tuple(c.id for c in cohort.study.spec.covariates if c.adjust or c.key)
    room = max(min(MOST_COVARIATES, int(most).bit_length() - 1), 0)
    kept = declared[:room]
    notes = []
    if len(declared) > room:
        notes.append(Note("first_covariates", n=room, total=len(declared)))
    if cohort.endpoint(endpoint).kind == "competing":
        notes.append(Note("cause_specific"))
    coded = {name: terms_of(cohort, (name,), data.rows) for name in kept}
    strata = {name: strata_of(cohort, (name,), data.rows)[0] for name in kept}
    estimates: list[Estimate] = []
    for contrast in contrasts_of(cohort, data.arm):
        for size in range(len(kept) + 1):
            for named in combinations(kept, size):
                by = tuple(n for n in named if cohort.study.spec.covariate(n).kind != "continuous")
                part = _part(data, contrast, {n: coded[n] for n in named}, by, strata)
                estimates += _forms(contrast, part, by)
    return result_of(cohort, "specification", endpoint, data, estimates=estimates, notes=notes)


def _part(
    data: Timed,
    contrast: Contrast,
    coded: dict[str, Terms],
    by: tuple[str, ...],
    strata: dict[str, np.ndarray],
) -> Part:
    rows = contrast.rows.copy()
    for terms in coded.values():
        rows &= terms.complete
    n, time = int(rows.sum()), data.time[rows]
    stratum = np.zeros(n, dtype=np.intp)
    for name in by:
        stratum = stratum * (strata[name].max(initial=0) + 1) + strata[name][rows]

    def columns(names: tuple[str, ...]) -> Floats:
        parts = [np.zeros((n, 0)), *(coded[name].matrix[rows] for name in names)]
        matrix = np.concatenate(parts, axis=1)
        words = tuple(word for name in names for word in coded[name].names)
        return columns_of(matrix, words)[0]

    return Part(
        time=time,
        event=(data.event[rows] == 1).astype(np.float64),
        in_arm=(contrast.in_arm[rows[contrast.rows]]),
        x=columns(tuple(coded)),
        continuous=columns(tuple(name for name in coded if name not in by)),
        stratum=stratum,
        named=tuple(coded),
    )


def _forms(contrast: Contrast, part: Part, by: tuple[str, ...]) -> Iterator[Estimate]:
    blank = contrast.blank(
        "hazard_ratio",
        part.event,
        method=(FORMS["cox"],),
        covariates=part.named,
    )
    forms = ["cox"] + ["stratified"] * bool(by) + ["iptw", "overlap"] * bool(part.named)
    why = too_few(part.event, part.in_arm)
    if why is not None:
        yield from (replace(blank, method=(FORMS[form],), notes=(why,)) for form in forms)
        return
    yield _conditional(blank, part, part.x, None)
    if by:
        yield _stratified(replace(blank, method=(FORMS["stratified"],)), part)
    if part.named:
        yield from _weighted(blank, part, propensity(part.in_arm, part.x))


def _conditional(blank: Estimate, part: Part, x: Floats, stratum: np.ndarray | None) -> Estimate:
    columns = np.column_stack([part.in_arm, x])
    fitted = fit_cox(part.time, part.event, columns, strata=stratum)
    parameters = len(fitted.aliased) - sum(fitted.aliased)
    return with_arm(blank, unusable(fitted) or fitted, parameters)


def _stratified(blank: Estimate, part: Part) -> Estimate:
    n_strata, n_events = len(np.unique(part.stratum)), int(part.event.sum())
    if n_strata * FEWEST_EVENTS > n_events:
        why = not_estimable("strata_for_events", strata=n_strata, events=n_events)
        return replace(blank, notes=(why,))
    return _conditional(blank, part, part.continuous, part.stratum)


def _weighted(blank: Estimate, part: Part, model: Propensity) -> Iterator[Estimate]:
    for form, scheme in (("iptw", "ate"), ("overlap", "overlap")):
        row = replace(blank, method=(FORMS[form],))
        if model.status != "converged":
            yield replace(row, notes=(UNUSABLE[model.status],))
            continue
        weights = weights_of(model.chance, part.in_arm, scheme)  # type: ignore[arg-type]
        yield weighted_hazard_ratio(row, part.time, part.event, part.in_arm, weights)
