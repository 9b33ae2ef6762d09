"""Peritoneal cytology that turned negative."""

from __future__ import annotations

import numpy as np

from outcomes.intake.derive.timeline import Timeline, as_dates
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.reasons import BLANK, first_reason, reason
from outcomes.model.file.unread import unread
from outcomes.model.further import CYTOLOGY
from outcomes.model.protocol import AscitesRules, StudySpec
from outcomes.model.study import EndpointData

POSITIVE = "cy1_at_baseline"
_UNREAD = "?"  # a sample whose entry cannot be read: neither CY0 nor CY1
Samples = dict[int, list[tuple[float, str]]]


def conversion(spec: StudySpec, line: Timeline) -> tuple[Endpoint, EndpointData]:
    """Return who had a CY0 sample after the first dose, of those with CY1 at baseline.

    A patient without a repeat sample is blank.
    """
    success, samples = np.full(len(line.patients), np.nan), _samples(spec, line)
    for patient, taken in samples.items():
        later = [value for day, value in taken if day > 0]
        if "CY0" in later or (later and _UNREAD not in later):
            success[patient] = float("CY0" in later)
    block = Endpoint(CYTOLOGY, CYTOLOGY, "proportion", success=CYTOLOGY, denominator=POSITIVE)
    why = first_reason([(np.isnan(success), reason(BLANK))])
    return block, EndpointData(np.empty(0), success, why, members=_positive(line, samples))


def _positive(line: Timeline, samples: Samples) -> np.ndarray:
    """Return who had CY1 at baseline: by the sheet patients, else by the last sample before."""
    stated, n = line.patients.get("cytology"), len(line.patients)
    found = np.zeros(n, dtype=bool) if stated is None else np.array(stated == "CY1", dtype=bool)
    silent = np.ones(n, dtype=bool) if stated is None else stated.isna().to_numpy(bool)
    for patient, taken in samples.items():
        before = [value for day, value in sorted(taken) if day <= 0 and value != _UNREAD]
        if silent[patient] and before:
            found[patient] = before[-1] == "CY1"
    return found


def _samples(spec: StudySpec, line: Timeline) -> Samples:
    """Return (day, CY0 or CY1) of every sample, by position of the patient in the study."""
    sheets = (line.until_cutoff(sheet, "assessment_date") for sheet in ("ascites", "response"))
    told = {"cytology", "assessment_date"}
    tables = [table for table in sheets if table is not None and told <= set(table)]
    if not tables:
        return {}
    place = {p: i for i, p in enumerate(line.patients["patient_id"])}
    start = line.start((spec.ascites or AscitesRules()).origin)
    found: Samples = {}
    for table in tables:
        begun = line.for_rows(table, start)
        days = (as_dates(table["assessment_date"]) - begun).dt.days
        values = table["cytology"].mask(unread(table, "cytology"), _UNREAD)
        for patient, day, value in zip(table["patient_id"], days, values, strict=True):
            if value in ("CY0", "CY1", _UNREAD) and patient in place and day == day:
                found.setdefault(place[patient], []).append((float(day), str(value)))
    return found
