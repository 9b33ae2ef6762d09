"""The sheets of the real-world demo study, filled in from the courses of its patients."""

from datetime import timedelta
from typing import Any

import numpy as np

from outcomes.simulate.course import pick, yes
from outcomes.simulate.drainage import with_drainages
from outcomes.simulate.observational import ACCRUAL, CUTOFF, SEED, Treated, treated_patients
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
    "Simulated. True hazard of peritoneal recurrence after radical surgery per year: "
    "gastric 0.060, colorectal 0.030."
)
_GENERAL = "General disorders"
_REACTIONS = (
    Reaction("Pyrexia", _GENERAL, (0.34, 0.42), (0.55, 0.38, 0.07), (1.5, 18), (1, 3)),
    Reaction("Chills", _GENERAL, (0.22, 0.28), (0.7, 0.28, 0.02), (0.5, 8), (1, 2)),
    Reaction("Influenza like illness", _GENERAL, (0.08, 0.10), (0.7, 0.3), (3, 40), (1, 4)),
    Reaction(
        "Abdominal pain", "Gastrointestinal disorders",
        (0.20, 0.36), (0.55, 0.37, 0.08), (0.3, 30), (1, 4),
    ),
    Reaction(
        "Nausea", "Gastrointestinal disorders", (0.16, 0.22), (0.65, 0.3, 0.05), (1, 48), (1, 4)
    ),
    Reaction("Hypotension", "Vascular disorders", (0.04, 0.06), (0.4, 0.45, 0.15), (1, 12), (1, 2)),
    Reaction(
        "Wound infection", "Infections and infestations",
        (0.05, 0.01), (0.3, 0.5, 0.2), (72, 280), (4, 14),
    ),
)  # fmt: skip
_CLEARING = Clearing({4: -0.75, 8: -0.85, 12: -0.75}, 0.8, "who_effusion")
_DEPTH = -0.22
_EXCLUSIONS = (
    Exclusion("No consent to use of data", 9, eligible=True),
    Exclusion("Other primary tumor", 7),
    Exclusion("No infusion given", 6, eligible=True, consented=True),
    Exclusion("Active infection", 4),
)
_PROCEDURES = {
    "gastric": {"Distal gastrectomy, D2": 0.6, "Total gastrectomy, D2": 0.4},
    "colorectal": {"Right hemicolectomy": 0.4, "Sigmoidectomy": 0.3, "Anterior resection": 0.3},
}


def rmhtnf_demo(seed: int = SEED) -> Tables:
    """Return the sheets of the simulated real-world study of rmhTNF infusion."""
    study = treated_patients(seed)
    events = {p.course.patient_id: _adverse_events(p) for p in study}
    rows: dict[str, list[Row]] = {
        "patients": [_patient(p, events[p.course.patient_id]) for p in study],
        "screening": _screening(study, np.random.default_rng((seed, 0, 1))),
        "treatment": [row for p in study for row in _infusions(p)],
        "ascites": [row for p in study for row in _ascites(p)],
        "response": [row for p in study if not p.prevention for row in _response(p)],
        "surgery": [_operation(p) for p in study if p.prevention],
        "follow_up": [row for p in study for row in _follow_up(p)],
        "adverse_events": [row for p in study for row in events[p.course.patient_id]],
        "meta": [{"key": "data_cutoff", "value": CUTOFF}, {"key": "notes", "value": NOTE}],
    }
    return to_tables(rows)


def _patient(patient: Treated, events: list[Row]) -> Row:
    return {
        "patient_id": patient.course.patient_id,
        **patient.course.baseline,
        "safety": "Y",
        "adverse_event_24h": yes(any(e["hours_after_dose"] <= 24 for e in events)),
        **outcome_columns(patient.course),
    }


def _infusions(patient: Treated) -> list[Row]:
    """Prevention: one to three infusions; treatment: weekly, up to four."""
    course = patient.course
    rng = course.rng(3)
    number = int(rng.choice([1, 2, 3] if patient.prevention else [2, 3, 4, 4]))
    days = [7 * i for i in range(number) if 7 * i < course.last_contact - 2]
    return [
        {
            "patient_id": course.patient_id,
            "cycle": cycle,
            "datetime": course.at(day, 9 + float(rng.integers(0, 28)) / 4),
            "type": "rmhTNF",
            "drug": "rmhTNF",
            "dose": pick(rng, {3: 0.75, 2: 0.15, 4: 0.10}),
            "dose_unit": "MU",
            "perfusate_ml": int(rng.integers(5, 16)) * 100,
            "duration_min": pick(rng, {30: 0.3, 45: 0.2, 60: 0.5}),
        }
        for cycle, day in enumerate(days, 1)
    ]


def _ascites(patient: Treated) -> list[Row]:
    """Only patients with peritoneal disease are measured at every visit."""
    if patient.prevention:
        return []
    course = patient.course
    measured = ascites_rows(course, course.baseline["ascites_ml"], _CLEARING)
    return with_drainages(course, measured)


def _response(patient: Treated) -> list[Row]:
    """Here only the peritoneal disease is followed: its response is the overall response."""
    rows = response_rows(patient.course, _DEPTH)
    return [
        {**row, "peritoneal_response": row["overall_response"]}
        if "overall_response" in row
        else row
        for row in rows
    ]


def _operation(patient: Treated) -> Row:
    course = patient.course
    rng = course.rng(5)
    days = course.last_contact - (patient.surgery or 0)
    known = course.death is not None or days >= 90
    return {
        "patient_id": course.patient_id,
        "surgery_date": course.day(patient.surgery),
        "intent": "radical",
        "procedure": pick(rng, _PROCEDURES[course.baseline["primary_site"]]),
        "resected": "Y",
        "r_status": pick(rng, {"R0": 0.97, "R1": 0.03}),
        "clavien_dindo": pick(rng, {"0": 0.76, "I": 0.08, "II": 0.1, "IIIa": 0.05, "IIIb": 0.01}),
        "death_90d": yes(course.death is not None and days <= 90) if known else None,
    }


def _follow_up(patient: Treated) -> list[Row]:
    course, growth = patient.course, patient.growth
    rows = contact_rows(
        course, {"progression_sites": growth.sites, "regional_site": growth.regional_site}
    )
    if patient.later_peritoneal is not None:
        day = course.day(patient.later_peritoneal)
        later: dict[str, Any] = {
            "patient_id": course.patient_id, "contact_date": day, "status": "alive",
            "progression": "Y", "progression_date": day, "progression_sites": "peritoneum",
        }  # fmt: skip
        rows = [row for row in rows if row["contact_date"] != day] + [later]
    return sorted(rows, key=lambda row: row["contact_date"])


def _adverse_events(patient: Treated) -> list[Row]:
    given = [dose["datetime"] for dose in _infusions(patient)]
    return adverse_event_rows(patient.course, given, _REACTIONS, int(not patient.prevention))


def _screening(study: list[Treated], rng: np.random.Generator) -> list[Row]:
    entered: list[Row] = [
        {
            "screening_date": p.course.baseline["consent_date"]
            - timedelta(days=int(rng.integers(0, 4))),
            "eligible": "Y", "consented": "Y", "patient_id": p.course.patient_id,
            "received_allocated": "Y", "lost": yes(p.course.status == "lost"), "analysed": "Y",
        }
        for p in study
    ]  # fmt: skip
    return screening_log(entered, _EXCLUSIONS, ACCRUAL, rng)
