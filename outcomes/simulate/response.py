"""Tumour assessments of the demo studies: target sums, RECIST categories, second looks."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from outcomes.simulate.course import Course, pick
from outcomes.simulate.tables import Row


def response_rows(course: Course, depth: float) -> list[Row]:
    """Return the assessments of one patient: baseline, scans until surgery, second look.

    Parameters
    ----------
    course : Course
    depth : float
        Mean relative change of the target sum at its best, for instance −0.3.

    Notes
    -----
    The category follows from the sums by RECIST 1.1: CR 0 mm, PR at least 30 % below baseline, PD
    at least 20 % and 5 mm above the smallest sum or a new lesion, else SD. After resection nothing
    is left to measure and surveillance is recorded as contacts.
    """
    rng = course.rng(20)
    sums = _target_sums(course, rng, depth) if rng.random() < 0.42 else None
    clears = rng.random() < 0.07
    scans = [s for s in course.scans if course.surgery is None or s < course.surgery]
    rows = [_scan(course, -int(rng.integers(1, 10)), next(sums) if sums else None)]
    baseline = smallest = rows[0]["target_sum_mm"]
    for scan in scans:
        row = _scan(course, scan, next(sums) if sums else None)
        if scan == course.progression:
            row["overall_response"] = "PD"
        elif row["target_sum_mm"] is None:
            row["overall_response"] = _without_targets(rng, clears and scan > 70)
        else:
            _keep_stable(row, smallest)
            smallest = min(smallest, row["target_sum_mm"])
            row["overall_response"] = _recist(row["target_sum_mm"], baseline)
        row["peritoneal_response"] = _peritoneal(rng, row["overall_response"])
        rows.append(row)
    if course.second_look is not None:
        rows.append(_second_look(course, rng))
    return [*sorted(rows, key=lambda row: row["assessment_date"])]


def _scan(course: Course, day: int, target_sum: int | None) -> dict[str, Any]:
    return {
        "patient_id": course.patient_id,
        "assessment_date": course.day(day),
        "method": "CT",
        "target_sum_mm": target_sum,
        "measurable": "N" if target_sum is None else "Y",
    }


def _target_sums(course: Course, rng: np.random.Generator, depth: float) -> Iterator[int]:
    """Yield the baseline sum, then one per scan: shrinking towards a best value, then regrowing."""
    first = int(rng.integers(18, 95))
    best = float(np.clip(rng.normal(depth, 0.24), -0.95, 0.15))
    yield first
    last = len(course.scans) if course.progression is not None else 0
    for i in range(1, len(course.scans) + 1):
        shrunk = first * (1 + best * (1 - 0.45**i))
        grows = i == last and rng.random() < 0.6
        yield max(round(shrunk * (1.35 if grows else 1.0) + (5 if grows else 0)), 4)


def _keep_stable(row: dict[str, Any], smallest: int) -> None:
    """Keep a scan without progression below the limit for progression."""
    row["target_sum_mm"] = min(row["target_sum_mm"], max(int(smallest * 1.19), smallest + 4))


def _recist(target_sum: int, baseline: int) -> str:
    if target_sum == 0:
        return "CR"
    return "PR" if target_sum <= 0.7 * baseline else "SD"


def _without_targets(rng: np.random.Generator, clears: bool) -> str:
    return "CR" if clears else pick(rng, {"NON-CR/NON-PD": 0.97, "NE": 0.03})


def _peritoneal(rng: np.random.Generator, overall: str) -> str:
    if overall in ("CR", "PD", "NE"):
        return overall
    return pick(rng, {"PR": 0.7, "SD": 0.3} if overall == "PR" else {"PR": 0.12, "SD": 0.88})


def _second_look(course: Course, rng: np.random.Generator) -> dict[str, Any]:
    row = {
        "patient_id": course.patient_id,
        "assessment_date": course.day(course.second_look),
        "method": "laparoscopy",
    }
    if course.surgery is not None:
        return {**row, "pci": 0, "p_status": "P0", "cytology": "CY0"}
    pci = int(rng.integers(1, 16))
    stage = "P1a" if pci <= 4 else "P1b" if pci <= 12 else "P1c"
    return {**row, "pci": pci, "p_status": stage, "cytology": pick(rng, {"CY1": 0.6, "CY0": 0.4})}
