"""Whether the workbook's own answer about acute events is what its events say."""

from __future__ import annotations

import numpy as np
import pandas as pd

from outcomes.estimators.safety.events import occurred, safety_cohort
from outcomes.model.cohort import Cohort
from outcomes.results.result import Estimate, Result


def window_agreement(cohort: Cohort, endpoint: str = "") -> Result:
    """Compare the workbook's own column ``adverse_event_24h`` with the events themselves.

    Returns
    -------
    Result
        Analysis ``adverse_events_agreement``, over the safety set: ``given`` and ``derived``
        (patients with an event within 24 hours by the column and by the sheet), ``differ``
        (patients in whom they differ; ``given_only``, ``derived_only``). Empty where the
        workbook lacks either.
    """
    found = occurred(cohort, 24.0)
    safe = safety_cohort(cohort)
    name = "adverse_events_agreement"
    if found is None or not _given(safe, "adverse_event_24h"):
        return Result(name, "", safe.population, safe.words, n=safe.n)
    given = pd.to_numeric(safe.patients["adverse_event_24h"], errors="coerce").to_numpy(float)
    derived = np.isin(np.arange(safe.n), found.patient)
    counts = {
        "given": (given == 1).sum(),
        "derived": derived.sum(),
        "given_only": ((given == 1) & ~derived).sum(),
        "derived_only": ((given == 0) & derived).sum(),
    }
    counts["differ"] = counts["given_only"] + counts["derived_only"]
    estimates = [Estimate(key, value=float(x), n=safe.n) for key, x in counts.items()]
    return Result(name, "", safe.population, safe.words, tuple(estimates), n=safe.n)


def _given(cohort: Cohort, column: str) -> bool:
    """Whether the workbook itself has a column: a derived one could only agree with itself."""
    sheets = [sheet for sheet in cohort.study.read if sheet.sheet == "patients"]
    read = {c.column for sheet in sheets for c in sheet.columns}
    return column in cohort.patients and (not sheets or column in read)
