"""The rows both demo studies record in the same way: contacts, ascites, adverse events."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import numpy as np

from outcomes.simulate.course import Course, ascites_category, five_points, pick, spaced, yes
from outcomes.simulate.tables import Row
from outcomes.simulate.trial import ASCITES_LEVELS

DEATH_CAUSES = {"tumour": 0.88, "other": 0.07, "unknown": 0.05}


def outcome_columns(course: Course) -> dict[str, Any]:
    """Return the columns of ``patients`` that follow-up fills in."""
    return {
        "death_date": course.day(course.death),
        "last_contact_date": course.day(course.last_contact),
        "status": course.status,
        "progression_date": course.day(course.progression),
        "last_assessment_date": course.day(course.scans[-1]) if course.scans else None,
    }


def contact_rows(course: Course, progression: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the contacts of one patient: every scan, calls after the last one, and the end.

    Parameters
    ----------
    course : Course
    progression : mapping
        Further columns of the contact at which progression was seen.
    """
    last_scan = course.scans[-1] if course.scans else 0
    calls = spaced(last_scan + 56, 77, course.last_contact - 14)
    days = sorted({*course.scans, *calls, course.last_contact})
    rows = []
    for day in days:
        row: dict[str, Any] = {
            "patient_id": course.patient_id,
            "contact_date": course.day(day),
            "status": course.status if day == course.last_contact else "alive",
        }
        if day in course.scans:
            row["progression"] = yes(day == course.progression)
        if day == course.progression:
            row |= {"progression_date": course.day(day), **progression}
        rows.append(row)
    if course.death is not None:
        cause = pick(course.rng(10), DEATH_CAUSES)
        rows[-1] |= {"death_date": course.day(course.death), "death_cause": cause}
    return rows


class Clearing(NamedTuple):
    """How ascites changes: mean log ratio to baseline at weeks 4, 8, 12, and who calls it what."""

    by_week: Mapping[int, float]
    spread: float
    criteria: Literal["category_shift", "who_effusion"]


def ascites_rows(course: Course, volume_ml: float, clearing: Clearing) -> list[Row]:
    """Return the ascites assessments of one patient: baseline, then weeks 4, 8 and 12.

    Parameters
    ----------
    course : Course
    volume_ml : float
        Amount before treatment.
    clearing : Clearing
    """
    rng = course.rng(11)
    drained = int(volume_ml * 0.6) // 50 * 50 if volume_ml >= 1900 and rng.random() < 0.6 else None
    first = _assessment(course, rng, ("baseline", -int(rng.integers(0, 2))), volume_ml)
    first |= {"drained_ml": drained, "cytology": course.baseline["cytology"]}
    rows = [first]
    own = float(rng.normal(0.0, clearing.spread))
    for week, mean in clearing.by_week.items():
        day = (course.start or 0) + 7 * week + int(rng.choice([0, 0, 0, -2, 1, 3]))
        missed = rng.random() < 0.06
        if course.start is None or day > course.last_contact:
            break
        if missed:
            continue
        worse = course.progression is not None and course.progression <= day + 21
        volume = _next_volume(rng, volume_ml, mean + own + (1.4 if worse else 0.0), worse)
        row = _assessment(course, rng, (f"week {week}", day), volume)
        row["investigator_response"] = _judge(clearing.criteria, first, row)
        if drained and week == 4 and rng.random() < 0.3:
            row["post_drainage"] = "Y"
        if week == 12 and first["cytology"] == "CY1" and volume >= 50:
            row["cytology"] = pick(rng, {"CY0": 0.35, "CY1": 0.6, "CYX": 0.05})
        rows.append(row)
    return list(rows)


def _next_volume(rng: np.random.Generator, before: float, change: float, worse: bool) -> float:
    if before > 0:
        volume = before * float(np.exp(change + rng.normal(0, 0.25)))
        return min(volume, 9000.0) if volume >= 50 else 0.0
    return float(rng.integers(100, 900)) if worse and rng.random() < 0.5 else 0.0


def _assessment(
    course: Course, rng: np.random.Generator, visit: tuple[str, int], volume_ml: float
) -> dict[str, Any]:
    thickness, volume = five_points(rng, volume_ml)
    return {
        "patient_id": course.patient_id,
        "assessment_date": course.day(visit[1]),
        "visit": visit[0],
        "category": ascites_category(volume),
        "volume_ml": volume,
        "method": "five_point",
        **dict(zip((f"thickness_{p}_cm" for p in "abcde"), thickness, strict=True)),
        "post_drainage": "N",
        "girth_cm": round(78 + volume / 420 + float(rng.normal(0, 4)), 1),
    }


def _judge(criteria: str, before: Row, after: Row) -> str | None:
    """Response against baseline; None where there was nothing to respond."""
    if before["category"] == "none":
        return None
    if after["category"] == "none":
        return "CR"
    if criteria == "who_effusion":
        ratio = after["volume_ml"] / before["volume_ml"]
        return "PR" if ratio <= 0.5 else "PD" if ratio > 1.25 else "SD"
    step = ASCITES_LEVELS.index(after["category"]) - ASCITES_LEVELS.index(before["category"])
    return "PR" if step < 0 else "PD" if step > 0 else "SD"


class Reaction(NamedTuple):
    """An adverse event: how often (share of patients by arm), how bad (grades 1…4), when."""

    term: str
    soc: str
    share: tuple[float, float]
    grades: tuple[float, ...]
    hours: tuple[float, float]
    days: tuple[int, int]


def adverse_event_rows(
    course: Course, doses: Sequence[datetime], reactions: Sequence[Reaction], arm: int
) -> list[Row]:
    """Return the adverse events of one patient, in order of onset.

    Parameters
    ----------
    course : Course
    doses : sequence of datetime
        Each event follows one of them.
    reactions : sequence of Reaction
    arm : int
        Which share applies.
    """
    rng = course.rng(12)
    rows = []
    for reaction in reactions:
        times = int(rng.random() < reaction.share[arm]) * (1 + int(rng.random() < 0.25))
        for _ in range(times if doses else 0):
            rows.append(_adverse_event(course, rng, reaction, doses[int(rng.integers(len(doses)))]))
    kept = [r for r in rows if r["start_datetime"].date() <= course.day(course.last_contact)]
    return sorted(kept, key=lambda r: (r["start_datetime"], r["term"]))


def _adverse_event(
    course: Course, rng: np.random.Generator, reaction: Reaction, dose: datetime
) -> dict[str, Any]:
    low, high = np.log(reaction.hours)
    minutes = max(1, round(60 * float(np.exp(rng.uniform(low, high)))))
    start = dose + timedelta(minutes=minutes)
    end: datetime | None = start + timedelta(days=int(rng.integers(*reaction.days)), hours=3)
    limit = course.at(course.last_contact, 23.5)
    if end is not None and end > limit:
        end = limit if course.death is not None else None
    grade = 1 + int(rng.choice(len(reaction.grades), p=reaction.grades))
    return {
        "patient_id": course.patient_id,
        "term": reaction.term,
        "soc": reaction.soc,
        "grade": grade,
        "start_datetime": start,
        "end_datetime": end,
        "serious": yes(grade == 4 or (grade == 3 and rng.random() < 0.25)),
        "related": yes(rng.random() < 0.85),
        "dose_datetime": dose,
        "hours_after_dose": round(minutes / 60, 2),
    }
