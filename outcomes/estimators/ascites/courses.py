"""Each patient's ascites from the first dose on: what every ascites question starts from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outcomes.clinical.ascites_assessments import assessments_of, recorded_of
from outcomes.clinical.ascites_rules import AscitesResponse, Assessment, Fate, baseline, respond
from outcomes.clinical.study_days import cutoff_of, dated, days_in
from outcomes.model.cohort import Cohort
from outcomes.model.file.unread import lost
from outcomes.model.further import DENOMINATORS, Criteria, ascites_rate_of
from outcomes.model.once import once
from outcomes.model.protocol import AscitesRules
from outcomes.model.study import Study

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
    cohort = dated(cohort)
    study, patients = cohort.study, cohort.patients
    start, cutoff = origin_of(cohort), cutoff_of(study)
    by_id = dict(zip(patients["patient_id"], start, strict=True))
    visits = _visits(study, by_id, cutoff)
    death = days_in(patients, "death_date") - start
    last = np.minimum(days_in(patients, "last_contact_date"), cutoff) - start
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
    absolute = days_in(table, "assessment_date")
    days = absolute - table["patient_id"].map(start).to_numpy(float)
    return assessments_of(table, np.where(absolute > cutoff, np.nan, days))


def origin_of(cohort: Cohort) -> Floats:
    """Return the origin of every patient of a dated cohort: of the protocol's ascites block."""
    named = (n for n in (rules_of(cohort).origin, *ENROLLMENT) if n in cohort.patients)
    return days_in(cohort.patients, next(named, ""))


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
