"""How strongly a baseline characteristic goes with the outcome, within the arms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from outcomes.estimators.base.caveats import FEWEST_EVENTS, left_out, not_estimable
from outcomes.estimators.base.design import (
    Floats,
    cause_specific,
    result_of,
    terms_of,
    timed,
    varying,
)
from outcomes.estimators.survival.cox import with_ratio
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Ref
from outcomes.results.result import Estimate, Result


def prognosis(cohort: Cohort, endpoint: str, *, covariate: str) -> Result:
    """Estimate the hazard ratio of each level of a covariate against its first, within the arms.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.
    covariate
        Id of a covariate of the protocol.

    Returns
    -------
    Result
        Analysis ``prognosis``: a ``hazard_ratio`` per level after the first, whose words
        (``covariate=level``) are its ``group``, or per unit of a continuous covariate; and
        ``any_hazard_ratio``: all levels after the first together, against the first.

    Notes
    -----
    Cox model stratified by arm, so that the arms' own difference does not enter; Efron ties,
    Wald limits. It describes; it compares no arms. Patients without the covariate are left out
    and counted. Fewer than 5 events per column of the model are not estimated.
    """
    data = timed(cohort, endpoint)
    terms = terms_of(cohort, (covariate,), data.rows)
    kept = terms.complete
    matrix, unused = varying(terms.matrix[kept], terms.names)
    names = tuple(name for name in terms.names if name not in unused)
    event = (data.event[kept] == 1).astype(np.float64)
    arm = data.arm[kept].astype(np.intp)
    dropped = int((~kept).sum())
    notes = left_out(dropped, len(kept), "unknown", covariate=Ref("covariate", covariate))
    blank = Estimate(
        "hazard_ratio",
        n=len(event),
        n_events=int(event.sum()),
        method=(Method("within_arms"), *cause_specific(cohort, endpoint)),
        covariates=(covariate,),
    )
    estimates = _ratios(
        data.time[kept], event, arm, matrix, [replace(blank, group=n) for n in names]
    )
    if len(names) > 1:
        together = (matrix.sum(axis=1) > 0).astype(np.float64)[:, None]
        anything = [replace(blank, quantity="any_hazard_ratio")]
        estimates += _ratios(data.time[kept], event, arm, together, anything)
    return result_of(cohort, "prognosis", endpoint, data, estimates=estimates, notes=notes)


def _ratios(
    time: Floats, event: Floats, arm: NDArray[np.intp], matrix: Floats, blanks: list[Estimate]
) -> list[Estimate]:
    if not blanks:
        return []
    n_events = int(event.sum())
    if n_events < FEWEST_EVENTS * len(blanks):
        why = not_estimable("events_for_levels", events=n_events, levels=len(blanks))
        return [replace(blank, notes=(why,)) for blank in blanks]
    fitted = fit_cox(time, event, matrix, strata=arm)
    found = []
    for column, blank in enumerate(blanks):
        if fitted.status != "converged" or fitted.infinite[column] or fitted.aliased[column]:
            found.append(replace(blank, notes=(not_estimable("level_without_events"),)))
            continue
        coefficient, std_err = fitted.coefficients[column], fitted.std_err[column]
        found.append(with_ratio(blank, float(coefficient), float(std_err)))
    return found
