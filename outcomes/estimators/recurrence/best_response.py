"""Best overall response by stratum: every category, and of how many with measurable disease."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from outcomes.estimators.base.design import Mask, groups_of
from outcomes.estimators.base.shares import share
from outcomes.estimators.base.strata import group_id, strata, without_stratum
from outcomes.estimators.proportions.denominators import answered
from outcomes.kernel.proportions.difference import Tally
from outcomes.model.cohort import Cohort
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Result

CATEGORIES = ("CR", "PR", "SD", "NON-CR/NON-PD", "PD", "NE")
NOT_ASSESSED = "not_assessed"
RESPONSE = ("CR", "PR")


def best_response(cohort: Cohort, endpoint: str, *, by: Sequence[str] = ()) -> Result:
    """Count the best overall response of each patient, and the objective response rate.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of the endpoint of kind proportion whose denominator counts.
    by
        Columns of patients that make the strata.

    Returns
    -------
    Result
        Analysis ``best_response``. Per stratum and arm ``proportion`` with the exact interval and
        ``covariates`` = (category,), ``not_assessed`` where there is none; first ``response`` (CR
        or PR) of the denominator, then ``response_measurable`` of those with measurable disease
        at any assessment, whatever happened to them.

    Notes
    -----
    Denominator: the endpoint's own within the stratum; whoever was never assessed counts as no
    response. Ascites and most peritoneal nodules are not measurable (RECIST 1.1), so both are
    shown.

    References
    ----------
    Eisenhauer et al. (2009) Eur J Cancer 45:228.
    """
    if "best_response" not in cohort.study.patients:
        return Result("best_response", endpoint, cohort.population, cohort.words,
                      notes=(Note("no_sheet", sheet="response"),))  # fmt: skip
    estimates: list[Estimate] = []
    total = 0
    for levels, inside in strata(cohort, by):
        data = answered(inside, endpoint, "failure")
        patients = inside.patients.iloc[data.rows]
        total += len(patients)
        if patients.empty:
            continue
        best = patients["best_response"].to_numpy(object)
        measurable = _measurable(inside, patients)
        for arm, rows in groups_of(inside, data.arm):
            estimates += _rows(best[rows], measurable[rows], group_id(levels, arm))
    left = without_stratum(cohort, by)
    notes = (Note("without_stratum", n=left),) if left else ()
    return Result("best_response", endpoint, cohort.population, cohort.words, tuple(estimates),
                  n=total, notes=notes)  # fmt: skip


def _measurable(cohort: Cohort, patients: pd.DataFrame) -> Mask:
    table = cohort.study.tables.get("response")
    if table is None or "measurable" not in table:
        return np.zeros(len(patients), dtype=bool)
    yes = table.loc[pd.to_numeric(table["measurable"], errors="coerce") == 1, "patient_id"]
    return patients["patient_id"].isin(yes).to_numpy(dtype=bool)


def _rows(best: np.ndarray, measurable: Mask, group: str) -> list[Estimate]:
    known = [c if isinstance(c, str) else NOT_ASSESSED for c in best]
    responded = np.array([c in RESPONSE for c in known], dtype=bool)
    n = len(known)
    rows = [
        share(group, Tally(int(responded.sum()), n), ("response",)),
        share(
            group,
            Tally(int(responded[measurable].sum()), int(measurable.sum())),
            ("response_measurable",),
        ),
    ]
    return rows + [
        share(group, Tally(known.count(category), n), (category,))
        for category in (*CATEGORIES, NOT_ASSESSED)
    ]
