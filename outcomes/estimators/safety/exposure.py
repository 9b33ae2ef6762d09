"""What was given: sessions per patient, dose, perfusate, temperatures and duration, as treated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outcomes.estimators.base.design import Floats
from outcomes.estimators.safety.events import safety_cohort
from outcomes.model.cohort import Cohort
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Result

SESSIONS = "sessions"
MEASURES = {
    "temperature_in_c": "°C", "temperature_out_c": "°C", "duration_min": "min",
    "perfusate_ml": "mL",
}  # fmt: skip
MOST_LEVELS = 30
"""More different values than these are counted in this many equal steps."""
TOLERANCE_C = 0.5


class Measured(NamedTuple):
    """One measure: its name and kind of treatment, the values with group and patient of each."""

    name: str
    kind: str
    unit: str
    value: Floats
    arm: NDArray[np.int_]
    patient: NDArray[np.intp]
    drug: str = ""


def exposure(cohort: Cohort, endpoint: str = "", *, target: float | None = None) -> Result:
    """Summarize the sheet ``treatment`` per kind of treatment and arm as treated.

    Parameters
    ----------
    cohort
        Its study and filters count; its population does not: it is always the safety set.
    endpoint
        Not used.
    target
        Temperature in °C to compare inflow and outflow with.

    Returns
    -------
    Result
        Analysis ``exposure``; ``covariates`` = (measure, kind of treatment), for a dose also the
        drug. Per group and measure
        ``median``, ``q1``, ``q3``, ``minimum``, ``maximum`` and, at each value, ``n`` sessions.
        ``n`` counts sessions, ``n_events`` patients. Measure ``sessions`` counts patients
        of the safety set by their number of sessions (0 included); it is given for kinds anybody
        of the group had. With a target, ``near_target``: share of sessions within 0.5 °C of it.
    """
    safe = safety_cohort(cohort)
    if not cohort.study.has("treatment"):
        return Result("exposure", "", safe.population, safe.words, n=safe.n,
                      notes=(Note("no_sheet", sheet="treatment"),))  # fmt: skip
    estimates = [
        estimate
        for measured in _measures(safe)
        for index, group in enumerate(safe.groups)
        for estimate in _summary(measured, index, group, target)
    ]
    return Result(
        "exposure", "", safe.population, safe.words, tuple(estimates), n=safe.n,
        notes=_notes(safe),
    )  # fmt: skip


def _measures(safe: Cohort) -> Iterator[Measured]:
    table = safe.table("treatment")
    kinds = table["type"] if "type" in table else pd.Series("", table.index, dtype=object)
    everybody = pd.Index(safe.patients["patient_id"])
    for kind, rows in table.groupby(kinds.fillna(""), sort=False):
        patient = everybody.get_indexer(rows["patient_id"])
        yield _sessions(safe, kind, patient)
        for drug, unit, dose in _doses(rows):
            place = patient[rows.index.get_indexer(dose.index)]
            yield Measured("dose", kind, unit, dose.to_numpy(float), safe.arm[place], place, drug)
        for name, unit in MEASURES.items():
            if name in rows and rows[name].notna().any():
                known = rows[name].notna().to_numpy()
                value = rows.loc[known, name].to_numpy(float)
                yield Measured(name, kind, unit, value, safe.arm[patient[known]], patient[known])


def _sessions(safe: Cohort, kind: str, patient: NDArray[np.intp]) -> Measured:
    count = np.bincount(patient, minlength=safe.n).astype(float)
    had = {int(a) for a in safe.arm[count > 0]}
    kept = np.flatnonzero(np.isin(safe.arm, list(had)))
    return Measured(SESSIONS, kind, "", count[kept], safe.arm[kept], kept)


def _doses(rows: pd.DataFrame) -> Iterator[tuple[str, str, pd.Series]]:
    if "dose" not in rows:
        return
    names = [c for c in ("drug", "dose_unit") if c in rows]
    known = rows[rows["dose"].notna()]
    if not names:
        yield "", "", known["dose"]
        return
    filled = [known[name].fillna("") for name in names]
    for key, mine in known.groupby(filled, sort=False):
        named = dict(zip(names, key, strict=True))
        yield named.get("drug", ""), named.get("dose_unit", ""), mine["dose"]


def _summary(
    measured: Measured, index: int, group: str, target: float | None
) -> Iterator[Estimate]:
    mine = measured.arm == index
    value = measured.value[mine]
    if not len(value):
        return
    named = (measured.name, measured.kind, *filter(None, [measured.drug]))
    given = np.unique(measured.patient[mine & (measured.value > 0)])

    def estimate(quantity: str, x: float, at: float | None = None) -> Estimate:
        return Estimate(
            quantity, group, value=float(x), at=at, unit=measured.unit, n=len(value),
            n_events=len(given), covariates=named,
        )  # fmt: skip

    for quantity, share in (("median", 50), ("q1", 25), ("q3", 75)):
        yield estimate(quantity, np.percentile(value, share))
    yield estimate("minimum", value.min())
    yield estimate("maximum", value.max())
    if target is not None and measured.unit == "°C":
        near = np.abs(value - target) <= TOLERANCE_C + 1e-9
        yield estimate("near_target", near.mean(), target)
    for at, count in _levels(value, measured.value):
        yield estimate("n", count, at)


def _levels(value: Floats, everybody: Floats) -> Iterator[tuple[float, float]]:
    """Yield values and how often they occur; the same steps for all groups where there are many."""
    if len(np.unique(everybody)) > MOST_LEVELS:
        low, high = everybody.min(), everybody.max()
        step = (high - low) / MOST_LEVELS
        place = np.minimum(((value - low) / step).astype(int), MOST_LEVELS - 1)
        value = low + (place + 0.5) * step
    levels, counts = np.unique(value, return_counts=True)
    yield from zip(levels.tolist(), counts.astype(float).tolist(), strict=True)


def _notes(safe: Cohort) -> tuple[Note, ...]:
    treated = safe.patients["patient_id"].isin(safe.table("treatment")["patient_id"])
    absent = int((~treated).sum())
    return (Note("no_treatment_row", n=absent),) if absent else ()
