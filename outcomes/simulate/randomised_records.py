"""The sheets of the randomized demo trial, filled in from the courses of its patients."""

from datetime import timedelta
from typing import Any

import numpy as np

from outcomes.simulate.course import Course, pick, spaced, yes
from outcomes.simulate.drainage import with_drainages
from outcomes.simulate.randomised import ACCRUAL, ARMS, CUTOFF, N_RANDOMIZED, SEED, courses
from outcomes.simulate.records import (
    Clearing,
    Reaction,
    adverse_event_rows,
    ascites_rows,
    contact_rows,
    outcome_columns,
)
from outcomes.simulate.response import response_rows
from outcomes.simulate.screening import Exclusion, screening_log
from outcomes.simulate.tables import Row, Tables, to_tables

NOTE = (
    "Simulated. True HR 0.59 given ascites, ECOG, histology; surgery without effect; "
    "more ascites in HIPEC + SOX by design."
)
_CYCLES = 8
_BLOOD = "Blood and lymphatic system disorders"
_GUT = "Gastrointestinal disorders"
_GENERAL = "General disorders"
_CLEARING = (
    Clearing({4: -0.45, 8: -0.75, 12: -0.90}, 0.7, "category_shift"),
    Clearing({4: -0.95, 8: -1.45, 12: -1.75}, 0.7, "category_shift"),
)
_REACTIONS = (
    Reaction("Neutropenia", _BLOOD, (0.46, 0.52), (0.25, 0.35, 0.3, 0.1), (120, 340), (5, 15)),
    Reaction("Leukopenia", _BLOOD, (0.42, 0.47), (0.35, 0.4, 0.22, 0.03), (120, 340), (5, 15)),
    Reaction("Anemia", _BLOOD, (0.40, 0.43), (0.45, 0.38, 0.16, 0.01), (120, 480), (14, 60)),
    Reaction("Thrombocytopenia", _BLOOD, (0.36, 0.37), (0.4, 0.35, 0.2, 0.05), (150, 400), (5, 20)),
    Reaction("Nausea", _GUT, (0.48, 0.55), (0.55, 0.37, 0.08), (2, 60), (1, 6)),
    Reaction("Vomiting", _GUT, (0.28, 0.36), (0.5, 0.4, 0.1), (2, 60), (1, 5)),
    Reaction("Abdominal pain", _GUT, (0.14, 0.41), (0.5, 0.4, 0.1), (0.5, 40), (1, 6)),
    Reaction("Diarrhea", _GUT, (0.22, 0.24), (0.5, 0.38, 0.12), (24, 240), (1, 8)),
    Reaction("Intestinal obstruction", _GUT, (0.05, 0.07), (0.1, 0.3, 0.5, 0.1), (72, 450), (3, 9)),
    Reaction("Pyrexia", _GENERAL, (0.08, 0.27), (0.6, 0.35, 0.05), (2, 36), (1, 4)),
    Reaction("Fatigue", _GENERAL, (0.38, 0.42), (0.55, 0.38, 0.07), (12, 200), (3, 20)),
    Reaction(
        "Peripheral sensory neuropathy", "Nervous system disorders",
        (0.44, 0.45), (0.6, 0.33, 0.07), (24, 300), (20, 120),
    ),
)  # fmt: skip
_SITES = {
    "peritoneum": 0.34, "peritoneum; ascites": 0.26, "ascites": 0.10, "node": 0.09, "liver": 0.07,
    "ovary": 0.06, "local": 0.05, "lung": 0.02, "bone": 0.01,
}  # fmt: skip
_EXCLUSIONS = (
    Exclusion("No peritoneal metastasis at laparoscopy", 11),
    Exclusion("Inadequate organ function", 9),
    Exclusion("ECOG above 2", 7),
    Exclusion("Other active malignancy", 4),
    Exclusion("Declined to participate", 11, eligible=True),
    Exclusion("Deteriorated before randomization", 4, eligible=True, consented=True),
)


def hipec_sox_demo(seed: int = SEED, n: int = N_RANDOMIZED) -> Tables:
    """Return the sheets of the simulated trial HIPEC + SOX versus SOX, of n patients."""
    trial = courses(seed, n)
    doses = {c.patient_id: _treatment(c) for c in trial}
    rows: dict[str, list[Row]] = {
        "patients": [_patient(c, doses[c.patient_id]) for c in trial],
        "screening": _screening(trial, np.random.default_rng((seed, 0, 1))),
        "treatment": [row for c in trial for row in doses[c.patient_id]],
        "ascites": [r for c in trial for r in _ascites(c)],
        "response": [r for c in trial for r in _response(c)],
        "surgery": [r for c in trial for r in _surgery(c)],
        "follow_up": [r for c in trial for r in _follow_up(c)],
        "adverse_events": [r for c in trial for r in _adverse_events(c, doses[c.patient_id])],
        "meta": [{"key": "data_cutoff", "value": CUTOFF}, {"key": "notes", "value": NOTE}],
    }
    return to_tables(rows)


def _patient(course: Course, doses: list[Row]) -> Row:
    eligible = course.rng(1).random() > 0.02
    as_allocated = course.baseline["arm"] == course.baseline["arm_actual"]
    enough = max((int(d["cycle"]) for d in doses), default=0) >= 2
    return {
        "patient_id": course.patient_id,
        **course.baseline,
        "itt": "Y",
        "efficacy": yes(eligible),
        "per_protocol": yes(eligible and as_allocated and enough),
        "safety": yes(course.start is not None),
        **outcome_columns(course),
    }


def _end_of_treatment(course: Course) -> tuple[int, str | None]:
    """Last possible day of treatment and why the allocated treatment was discontinued, if so."""
    rng = course.rng(2)
    start = course.start or 0
    limits: list[tuple[int, str | None]] = [(course.last_contact - 3, "Deterioration")]
    if course.progression is not None:
        limits.append((course.progression, "Progression"))
    if course.second_look is not None and course.surgery is not None:
        limits.append((course.second_look - 14, None))
    if rng.random() < 0.10:
        reason = pick(rng, {"Adverse event": 0.6, "Patient decision": 0.4})
        limits.append((start + int(rng.integers(22, 150)), reason))
    end, reason = min(limits, key=lambda limit: limit[0])
    return end, reason if end < start + 21 * (_CYCLES - 1) else None


def _treatment(course: Course) -> list[Row]:
    if course.start is None:
        return []
    rng = course.rng(3)
    end, _ = _end_of_treatment(course)
    hipec = course.baseline["arm_actual"] == ARMS[1]
    rows: list[Row] = []
    days = list(spaced(course.start, 21, max(end, course.start)))[:_CYCLES]
    delay, reduced = 0, 1.0
    for cycle, planned in enumerate(days, 1):
        delay += int(rng.integers(1, 8)) if cycle > 1 and rng.random() < 0.15 else 0
        reduced = 0.8 if cycle > 2 and rng.random() < 0.08 else reduced
        day = planned + delay
        if day > end and cycle > 1:
            break
        if hipec and cycle <= 2:
            sessions = (day, day + 2) if cycle == 1 else (day,)
            rows += [_hipec(course, rng, cycle, d) for d in sessions if d <= course.last_contact]
        rows += _sox(course, cycle, day, reduced)
    return sorted(rows, key=lambda row: row["datetime"])


def _hipec(course: Course, rng: np.random.Generator, cycle: int, day: int) -> Row:
    warm = round(43.0 + float(rng.normal(0, 0.15)), 1)
    return {
        "patient_id": course.patient_id, "cycle": cycle,
        "datetime": course.at(day, 8 + float(rng.integers(0, 12)) / 4), "type": "HIPEC",
        "drug": "paclitaxel", "dose": 75, "dose_unit": "mg/m2",
        "perfusate_ml": int(rng.integers(30, 51)) * 100,
        "temperature_in_c": warm,
        "temperature_out_c": round(warm - float(rng.uniform(0.6, 1.6)), 1),
        "duration_min": pick(rng, {60: 0.85, 75: 0.05, 90: 0.05, 45: 0.05}),
    }  # fmt: skip


def _sox(course: Course, cycle: int, day: int, reduced: float) -> list[Row]:
    same = {"patient_id": course.patient_id, "cycle": cycle}
    infusion = {"type": "IV", "drug": "oxaliplatin", "dose": round(130 * reduced)}
    tablets = {"type": "oral", "drug": "S-1", "dose": round(80 * reduced)}
    return [
        {**same, "datetime": course.at(day, 13.5), **infusion, "dose_unit": "mg/m2"},
        {**same, "datetime": course.at(day, 19.0), **tablets, "dose_unit": "mg/m2/d"},
    ]


def _ascites(course: Course) -> list[Row]:
    arm = int(course.baseline["arm_actual"] == ARMS[1])
    measured = ascites_rows(course, course.baseline["ascites_ml"], _CLEARING[arm])
    return with_drainages(course, measured)


def _follow_up(course: Course) -> list[Row]:
    rng = course.rng(4)
    rows = contact_rows(course, {"progression_sites": pick(rng, _SITES)})
    later = [i for i, r in enumerate(rows) if r.get("progression") == "Y"]
    if later and later[0] + 1 < len(rows) and rng.random() < 0.7:
        day = course.day(course.progression)
        assert day is not None
        begun = min(day + timedelta(days=int(rng.integers(7, 30))), rows[-1]["contact_date"])
        rows[later[0] + 1]["new_therapy_date"] = begun
        if course.baseline["arm"] == ARMS[0] and rng.random() < 0.12:
            rows[later[0] + 1]["crossover_date"] = begun
    return list(rows)


def _response(course: Course) -> list[Row]:
    depth = -0.32 if course.baseline["arm_actual"] == ARMS[1] else -0.24
    return response_rows(course, depth)


def _surgery(course: Course) -> list[Row]:
    if course.second_look is None:
        return []
    rng = course.rng(5)
    look: Row = {
        "patient_id": course.patient_id, "surgery_date": course.day(course.second_look),
        "intent": "second_look", "procedure": "Staging laparoscopy", "resected": "N",
        "death_90d": _death_90d(course, course.second_look),
    }  # fmt: skip
    if course.surgery is None:
        return [look]
    row: dict[str, Any] = {
        "patient_id": course.patient_id, "surgery_date": course.day(course.surgery),
        "intent": "exploration", "procedure": "Exploratory laparotomy", "resected": "N",
        "death_90d": _death_90d(course, course.surgery),
    }  # fmt: skip
    if rng.random() > 0.08:
        r_status = pick(rng, {"R0": 0.84, "R1": 0.10, "R2": 0.06})
        row |= {
            "intent": "conversion",
            "procedure": pick(rng, {"Total gastrectomy, D2": 0.6, "Distal gastrectomy, D2": 0.4}),
            "resected": "Y",
            "r_status": r_status,
            "cc_score": "CC-2" if r_status == "R2" else "CC-0",
            "trg": pick(rng, {"1a": 0.08, "1b": 0.22, "2": 0.36, "3": 0.34}),
            "clavien_dindo": pick(
                rng, {"0": 0.66, "I": 0.08, "II": 0.15, "IIIa": 0.08, "IIIb": 0.03}
            ),
        }
    return [look, row]


def _death_90d(course: Course, operation: int) -> str | None:
    if course.death is not None:
        return yes(course.death - operation <= 90)
    return "N" if course.last_contact - operation >= 90 else None


def _adverse_events(course: Course, doses: list[Row]) -> list[Row]:
    given = sorted({d["datetime"] for d in doses if d["type"] in ("HIPEC", "IV")})
    arm = int(course.baseline["arm_actual"] == ARMS[1])
    return adverse_event_rows(course, given, _REACTIONS, arm)


def _screening(trial: list[Course], rng: np.random.Generator) -> list[Row]:
    return screening_log([_randomized(c, rng) for c in trial], _EXCLUSIONS, ACCRUAL, rng)


def _randomized(course: Course, rng: np.random.Generator) -> dict[str, Any]:
    reason = None
    if course.start is None:
        reason = pick(rng, {"Declined treatment": 1, "Deteriorated before treatment": 1})
    elif course.baseline["arm"] != course.baseline["arm_actual"]:
        reason = pick(rng, {"Catheter not placed": 1, "Declined HIPEC": 1})
    _, stopped = _end_of_treatment(course)
    stopped = stopped if reason is None else None
    return {
        "screening_date": course.baseline["consent_date"] - timedelta(days=int(rng.integers(0, 6))),
        "eligible": "Y", "consented": "Y", "randomised": "Y", "patient_id": course.patient_id,
        "arm": course.baseline["arm"], "received_allocated": yes(reason is None),
        "not_received_reason": reason, "discontinued": yes(stopped is not None),
        "discontinued_reason": stopped, "lost": yes(course.status == "lost"), "analysed": "Y",
    }  # fmt: skip
