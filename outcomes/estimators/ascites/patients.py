"""Ascites patient by patient: best change, volumes over time, and what was done when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import inf

import numpy as np

from outcomes.clinical.ascites_rules import MEASURABLE_ML, Assessment, baseline, is_after_drainage
from outcomes.clinical.study_days import cutoff_of, dated, days_in
from outcomes.estimators.ascites.courses import (
    Course,
    courses_of,
    having_ascites,
    origin_of,
)
from outcomes.model.cohort import Cohort
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.patients import Mark, PatientLine, PatientSeries

CAP = 1.0
INFUSIONS = {"HIPEC": "hipec", "IP": "infusion", "rmhTNF": "infusion"}


def best_change(cohort: Cohort, endpoint: str = "") -> PatientSeries:
    """Return each patient's best relative change of the ascites volume, largest increase first.

    Returns
    -------
    PatientSeries
        One line per patient: ``value`` holds one fraction (−1 = gone), capped at +1 (flag
        ``capped``); flag ``small_baseline`` where the baseline is below 300 ml, whose five-point
        volume errs by more than half.

    Notes
    -----
    Amounts after the first dose count up to the first new drainage, and none that a drainage had
    changed. A baseline of 0 has no relative change.
    """
    everybody = having_ascites(cohort, courses_of(cohort))
    lines, why = [], Counter[str]()
    for course in everybody:
        before = _volume_before(course)
        later = _volumes_after(course)
        if before is None:
            why["no_baseline_volume"] += 1
        elif before == 0:
            why["baseline_volume_0"] += 1
        elif not later:
            why[_no_volume(course)] += 1
        else:
            change = min(later) / before - 1
            flags = ("capped",) * (change > CAP) + ("small_baseline",) * (before < MEASURABLE_ML)
            lines.append(PatientLine(course.patient_id, course.group, value=(min(change, CAP),),
                                     flags=flags))  # fmt: skip
    lines.sort(key=lambda line: (-line.value[0], line.patient_id))
    return _series(cohort, "best_change", lines, why, len(everybody), value_unit="fraction")


def volume_courses(cohort: Cohort, endpoint: str = "") -> PatientSeries:
    """Return each patient's volumes (ml) over weeks from the first dose.

    Notes
    -----
    ``category`` of a point is ``after_drainage`` where a drainage had changed it, else "".
    Drainages after the first dose are marks.
    """
    everybody = having_ascites(cohort, courses_of(cohort))
    lines, why = [], Counter[str]()
    for course in everybody:
        points = [(v.day / 7, _ml(v), v) for v in course.visits if _ml(v) is not None]
        if len(points) < 2:
            why[_no_volume(course)] += 1
            continue
        kind = tuple("after_drainage" if is_after_drainage(v, course.visits) else ""
                     for _, _, v in points)  # fmt: skip
        end, by = course.end
        before = _volume_before(course)
        lines.append(
            PatientLine(
                course.patient_id, course.group, tuple(float(t) for t, _, _ in points),
                tuple(float(ml) for _, ml, _ in points if ml is not None), kind,
                None if np.isnan(end) else end / 7, by, _drainages(course, 7.0),
                ("small_baseline",) * bool(before is not None and before < MEASURABLE_ML),
            )
        )  # fmt: skip
    return _series(cohort, "volume", lines, why, len(everybody), unit="weeks", value_unit="ml")


def swimmers(cohort: Cohort, endpoint: str = "") -> PatientSeries:
    """Return what was done to each patient and when, and how long each was followed.

    Returns
    -------
    PatientSeries
        Time in the unit of the study. Marks: ``drainage`` after the first dose, ``hipec``,
        ``infusion`` (IP or rmhTNF), ``surgery`` (every recorded operation after the first dose),
        ``progression``. Longest follow-up first, within each arm.
    """
    per = DAYS_PER[cohort.study.spec.study.time_unit]
    everybody = having_ascites(cohort, courses_of(cohort))
    events = _events(cohort)
    lines, why = [], Counter[str]()
    for course in everybody:
        end, by = course.end
        if not course.started or np.isnan(end) or end < 0:
            why["never_treated" if not course.started else "no_follow_up"] += 1
            continue
        marks = [*_drainages(course, per)]
        marks += [Mark(kind, day / per) for kind, day in events.get(course.row, ())
                  if 0 <= day <= end]  # fmt: skip
        marks.sort(key=lambda mark: (mark.time, mark.kind))
        lines.append(PatientLine(course.patient_id, course.group, end=end / per, ended_by=by,
                                 marks=tuple(marks)))  # fmt: skip
    order = {group: i for i, group in enumerate(cohort.groups)}
    lines.sort(key=lambda line: (order[line.group], -(line.end or 0), line.patient_id))
    unit = cohort.study.spec.study.time_unit
    return _series(cohort, "swimmer", lines, why, len(everybody), unit=unit)


def _series(
    cohort: Cohort, quantity: str, lines: Iterable[PatientLine], why: Counter[str], n: int,
    *, unit: str = "", value_unit: str = "",
) -> PatientSeries:  # fmt: skip
    left_out = tuple(sorted(why.items(), key=lambda item: (-item[1], item[0])))
    return PatientSeries(
        "ascites_patients", quantity, cohort.population, cohort.words, tuple(lines), unit,
        value_unit, n, sum(why.values()), left_out,
    )  # fmt: skip


def _ml(visit: Assessment) -> float | None:
    """Return the volume; a visit that says none has 0."""
    return 0.0 if visit.category == "none" and visit.volume_ml is None else visit.volume_ml


def _volume_before(course: Course) -> float | None:
    measured = [
        v for v in course.visits if v.volume_ml is not None or v.drained or v.after_drainage
    ]
    before = baseline(measured) or course.recorded
    return None if before is None else before.volume_ml


def _volumes_after(course: Course) -> list[float]:
    """Return usable volumes after the origin, up to the first new drainage."""
    found = []
    for visit in course.visits:
        amount = _ml(visit)
        if 0 < visit.day <= course.first_drainage and amount is not None:
            if not is_after_drainage(visit, course.visits):
                found.append(amount)
    return found


def _no_volume(course: Course) -> str:
    if not course.started:
        return "never_treated"
    if course.first_drainage < inf:
        return "drained"
    if course.end[1] == "death":
        return "died"
    return "no_volume_after"


def _drainages(course: Course, per: float) -> tuple[Mark, ...]:
    return tuple(Mark("drainage", v.day / per) for v in course.visits if v.drained and v.day > 0)


def _events(cohort: Cohort) -> dict[int, list[tuple[str, float]]]:
    """Return infusions, operations and progression by position: (kind, day from the origin)."""
    cohort = dated(cohort)
    study, patients = cohort.study, cohort.patients
    start, cutoff = origin_of(cohort), cutoff_of(study)
    place = {p: i for i, p in enumerate(patients["patient_id"])}
    found: dict[int, list[tuple[str, float]]] = {}

    def add(i: int, kind: str, day: float) -> None:
        if day <= cutoff and not np.isnan(start[i]):
            found.setdefault(i, []).append((kind, float(day - start[i])))

    for sheet, column, kinds in (
        ("treatment", "datetime", INFUSIONS),
        ("surgery", "surgery_date", None),
    ):
        table = study.tables.get(sheet)
        if table is None:
            continue
        what = table["type"] if kinds and "type" in table else ["surgery"] * len(table)
        for patient, day, kind in zip(
            table["patient_id"], days_in(table, column), what, strict=True
        ):
            named = kinds.get(kind) if kinds else kind
            if patient in place and named:
                add(place[patient], named, day)
    for i, day in enumerate(days_in(patients, "progression_date")):
        add(i, "progression", day)
    return found
