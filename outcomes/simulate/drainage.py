"""Therapeutic drainages after the response to treatment was judged."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from outcomes.simulate.course import Course
from outcomes.simulate.tables import Row

FIRST_DAY = 36
"""Days after the first dose: the window of the response at four weeks is over by then."""

YEARLY_DRAINAGES: Mapping[str, float] = MappingProxyType(
    {"none": 0.05, "small": 0.6, "moderate": 1.8, "massive": 3.5}
)
"""True rate per year by the latest amount measured; `AFTER_PROGRESSION` times it from then on."""

AFTER_PROGRESSION = 2.0
_PAUSE_WEEKS = 2


def with_drainages(course: Course, assessments: Sequence[Row]) -> list[Row]:
    """Return the ascites rows of one patient with the drainages among them, by date.

    Parameters
    ----------
    course : Course
    assessments : sequence of mapping
        Rows of the sheet ``ascites`` with a category.

    Notes
    -----
    Nobody without ascites at baseline is drained. The arm matters only through the amount: who
    controls better is drained less. The draws come from a stream of their own, so no other
    record depends on them.
    """
    if course.start is None or course.baseline["ascites_category"] == "none":
        return list(assessments)
    rng = course.rng(13)
    rows, pause = [*assessments], 0
    for first in range(course.start + FIRST_DAY, course.last_contact - 6, 7):
        risk = 1 - np.exp(-_yearly(course, assessments, first) * 7 / 365.25)
        drawn, day = rng.random(), first + int(rng.integers(0, 7))
        amount_ml = int(rng.integers(20, 71)) * 50
        if pause:
            pause -= 1
        elif drawn < risk:
            rows.append(_drainage(course, day, amount_ml))
            pause = _PAUSE_WEEKS
    return sorted(rows, key=lambda row: row["assessment_date"])


def _yearly(course: Course, assessments: Sequence[Row], day: int) -> float:
    today = course.day(day)
    known = [row["category"] for row in assessments if row["assessment_date"] <= today]
    grown = course.progression is not None and course.progression <= day
    return YEARLY_DRAINAGES[known[-1]] * (AFTER_PROGRESSION if grown else 1.0)


def _drainage(course: Course, day: int, drained_ml: int) -> dict[str, Any]:
    return {
        "patient_id": course.patient_id,
        "assessment_date": course.day(day),
        "visit": "drainage",
        "method": "drain",
        "drained_ml": drained_ml,
    }
