"""Peritoneal cytology that turned negative."""

from __future__ import annotations

from typing import Any

import numpy as np

from outcomes.clinical.base_data import endpoint_columns
from outcomes.estimators.ascites.courses import (
    Mask,
    cutoff_of,
    elapsed,
    origin_of,
    rules_of,
)
from outcomes.estimators.ascites.response import asking
from outcomes.estimators.proportions.rates import Missing, proportion, proportion_difference
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import Endpoint
from outcomes.model.question import Request
from outcomes.model.study import EndpointData
from outcomes.model.unread import unread
from outcomes.results.result import Result

CYTOLOGY = "cytology_conversion"
POSITIVE = "cy1_at_baseline"
_UNREAD = "?"  # a sample whose entry cannot be read: neither CY0 nor CY1
Samples = dict[int, list[tuple[float, str]]]


def cytology_conversion(
    cohort: Cohort, endpoint: str = "", *, missing: Missing = "failure"
) -> Result:
    """Estimate how many of those with CY1 at baseline had a CY0 sample after the first dose.

    Notes
    -----
    A patient without a repeat sample is blank: counted as not converted in the main rows, left
    out in the sensitivity rows (those with a repeat sample).
    """
    return proportion(_cytology(cohort), CYTOLOGY, missing=missing)


def cytology_difference(
    cohort: Cohort, endpoint: str = "", *, missing: Missing = "failure"
) -> Result:
    """Compare `cytology_conversion` of each arm with the reference."""
    return proportion_difference(_cytology(cohort), CYTOLOGY, missing=missing)


def base_columns(cohort: Cohort, request: Request) -> dict[str, Any]:
    """Return who turned negative, of whom it is asked, for an R script."""
    return endpoint_columns(_cytology(cohort), CYTOLOGY, request.made(CYTOLOGY))


def _cytology(cohort: Cohort) -> Cohort:
    study = cohort.study
    samples = _samples(cohort)
    success = np.full(len(study.patients), np.nan)
    for patient, taken in samples.items():
        later = [value for day, value in taken if day > 0]
        if "CY0" in later or (later and _UNREAD not in later):
            success[patient] = float("CY0" in later)
    reason = np.where(np.isnan(success), "no_repeat_sample", "").astype(object)
    block = Endpoint(CYTOLOGY, CYTOLOGY, "proportion", success=CYTOLOGY, denominator=POSITIVE)
    data = EndpointData(np.empty(0), success, reason)
    return asking(cohort, block, data, {POSITIVE: _positive(cohort, samples)})


def _positive(cohort: Cohort, samples: Samples) -> Mask:
    """Return who had CY1 at baseline: by the sheet patients, else by the last sample before."""
    patients = cohort.study.patients
    stated = patients["cytology"] if "cytology" in patients else None
    n = len(patients)
    positive = np.zeros(n, bool) if stated is None else np.array(stated == "CY1", bool)
    silent = np.ones(n, bool) if stated is None else stated.isna().to_numpy(bool)
    for patient, taken in samples.items():
        before = [value for day, value in sorted(taken) if day <= 0 and value != _UNREAD]
        if silent[patient] and before:
            positive[patient] = before[-1] == "CY1"
    return np.asarray(positive, dtype=np.bool_)


def _samples(cohort: Cohort) -> Samples:
    """Return (day, CY0 or CY1) of every sample, by position of the patient in the study."""
    study = cohort.study
    place = {p: i for i, p in enumerate(study.patients["patient_id"])}
    start, cutoff = origin_of(study, rules_of(cohort).origin), cutoff_of(study)
    found: Samples = {}
    for sheet in ("ascites", "response"):
        table = study.tables.get(sheet)
        if table is None or "cytology" not in table:
            continue
        days = elapsed(table, "assessment_date")
        values = table["cytology"].mask(unread(table, "cytology"), _UNREAD)
        rows = zip(table["patient_id"].map(place), days, values, strict=True)
        for patient, day, value in rows:
            known = value in ("CY0", "CY1", _UNREAD) and patient == patient and day <= cutoff
            if known and not np.isnan(start[int(patient)]):
                i = int(patient)
                found.setdefault(i, []).append((float(day - start[i]), str(value)))
    return found
