"""Each patient's ascites from the first dose on: what every ascites question starts from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import inf
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outcomes.clinical.ascites_assessments import assessments_of, recorded_of
from outcomes.clinical.ascites_rules import AscitesResponse, Assessment, Fate, baseline, respond
from outcomes.model.cohort import Cohort
from outcomes.model.further import DENOMINATORS, Criteria, ascites_rate_of
from outcomes.model.once import once
from outcomes.model.protocol import AscitesRules
from outcomes.model.study import Study
from outcomes.model.unread import lost

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
ENROLLMENT = ("randomisation_date", "first_treatment_date")
UNTREATED = AscitesResponse(None, None, "untreated")


class Course(NamedTuple):
    """One patient. Days count from the origin of the protocol's ascites block (0 = its date).

    Attributes
    ----------
    row
        Position within ``Cohort.patients``.
    visits
        Assessments and drainages up to the data cut-off; empty without an origin.
    recorded
        Amount at baseline by the sheet ``patients``.
    fate
        Death and data cut-off.
    last
        Last contact, at most the cut-off; nan where unknown.
    started
        Whether the patient has an origin.
    """

    row: int
    patient_id: str
    group: str
    visits: tuple[Assessment, ...]
    recorded: Assessment | None
    fate: Fate
    last: float
    started: bool

    @property
    def before(self) -> Assessment | None:
        """The amount at baseline, by the visits or else by the sheet ``patients``."""
        return baseline(self.visits) or self.recorded

    @property
    def first_drainage(self) -> float:
        """Day of the first drainage after the origin; inf where there is none."""
        return min((v.day for v in self.visits if v.drained and v.day > 0), default=inf)

    @property
    def end(self) -> tuple[float, str]:
        """The last day followed, and why it is the last: ``death`` or ``censored``."""
        if self.fate.death < inf and self.fate.death <= self.fate.cutoff:
            return self.fate.death, "death"
        return self.last, "censored"

    def respond(self, rules: AscitesRules) -> AscitesResponse:
        """Return the response under the rules, as the derived columns of patients read it."""
        if not self.started:
            return UNTREATED
        return respond(self.visits, rules, self.fate, recorded=self.recorded)


def rules_of(cohort: Cohort, criteria: Criteria = "") -> AscitesRules:
    """Return the protocol's ascites rules, with other criteria where some are named."""
    rules = cohort.study.spec.ascites or AscitesRules()
    return replace(rules, criteria=criteria) if criteria else rules


@once
def courses_of(cohort: Cohort) -> tuple[Course, ...]:
    """Return the courses of the patients who are in and have an arm, in file order."""
    study, patients = cohort.study, cohort.patients
    start = origin_of(study, rules_of(cohort).origin)[cohort.mask]
    cutoff = cutoff_of(study)
    by_id = dict(zip(patients["patient_id"], start, strict=True))
    visits = _visits(study, by_id, cutoff)
    death = elapsed(patients, "death_date") - start
    last = np.minimum(elapsed(patients, "last_contact_date"), cutoff) - start
    last[np.isnan(death) & lost(patients, "death_date", "status")] = np.nan
    recorded, groups = recorded_of(patients), cohort.groups
    found = []
    for i, (patient, arm) in enumerate(zip(patients["patient_id"], cohort.arm, strict=True)):
        if arm < 0:
            continue
        fate = Fate(inf if np.isnan(death[i]) else float(death[i]),
                    inf if np.isnan(start[i]) else float(cutoff - start[i]))  # fmt: skip
        seen = tuple(sorted(visits.get(patient, ()), key=lambda v: v.day))
        found.append(
            Course(i, str(patient), groups[arm], seen, recorded[i], fate,
                   float(last[i]), not np.isnan(start[i]))
        )  # fmt: skip
    return tuple(found)


def _visits(study: Study, start: dict[str, float], cutoff: float) -> dict[str, list[Assessment]]:
    table = study.tables.get("ascites")
    if table is None:
        return {}
    table = table[table["patient_id"].isin(list(start))]
    absolute = elapsed(table, "assessment_date")
    days = absolute - table["patient_id"].map(start).to_numpy(float)
    return assessments_of(table, np.where(absolute > cutoff, np.nan, days))


def elapsed(frame: pd.DataFrame, column: str) -> Floats:
    """Return a date column as days since 1970, or a study-day column as days since day 1.

    nan where there is neither. There is no study day 0: day −1 comes before day 1. A sheet of study
    days has the date column it is asked for as well, blank.
    """
    day = f"{column.removesuffix('_date')}_day"
    if column in frame and (frame[column].notna().any() or day not in frame):
        dates = frame[column]
        if dates.dtype.kind != "M":
            dates = pd.to_datetime(dates, errors="coerce")
        dates = dates.dt.normalize()
        return ((dates - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)).to_numpy(float)
    if day in frame:
        days = pd.to_numeric(frame[day], errors="coerce").to_numpy(float)
        return np.asarray(days - (days >= 1), dtype=np.float64)
    return np.full(len(frame), np.nan)


def origin_of(study: Study, column: str) -> Floats:
    """Return the origin of every patient of the study, in the scale of `elapsed`."""
    patients = study.patients
    for name in (column, *ENROLLMENT):
        if name in patients or f"{name.removesuffix('_date')}_day" in patients:
            return elapsed(patients, name)
        if dates_free(study) and name in ENROLLMENT:
            return np.zeros(len(patients))  # day 1
    return np.full(len(patients), np.nan)


def dates_free(study: Study) -> bool:
    """Whether the workbook holds study days only."""
    dated = study.patients.select_dtypes("datetime")
    return not dated.notna().any(axis=None)


def cutoff_of(study: Study) -> float:
    """Return the data cut-off in days since 1970; inf where there is none."""
    if dates_free(study):
        return inf
    stated = study.spec.study.data_cutoff
    meta = study.tables.get("meta")
    if stated is None and meta is not None and {"key", "value"} <= set(meta.columns):
        stated = next(iter(meta.loc[meta["key"] == "data_cutoff", "value"]), None)
    if stated is None:
        return inf
    return (pd.Timestamp(stated).normalize() - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)


def never_treated(cohort: Cohort) -> int:
    """Return how many of those with ascites got no dose."""
    spec = cohort.study.spec
    rates = (ascites_rate_of(spec, "control", "", d) for d in DENOMINATORS)
    everybody, treated = (cohort.belonging(rate) for rate in rates)
    return int((everybody & ~treated).sum())


def with_ascites(study: Study) -> Mask:
    """Return who had ascites at baseline, over all patients of the study."""
    if "ascites_at_baseline" not in study.patients:
        return np.zeros(len(study.patients), dtype=bool)
    return (study.patients["ascites_at_baseline"] == 1).to_numpy(bool)


def having_ascites(cohort: Cohort, courses: Iterable[Course]) -> list[Course]:
    """Return the courses of those who had ascites at baseline."""
    inside = with_ascites(cohort.study)[cohort.mask]
    return [course for course in courses if inside[course.row]]
