"""Clean data, and faults planted into them."""

from functools import cache

import pandas as pd

from outcomes.intake.checks.rules import run_checks
from outcomes.intake.derive.derived import derive
from outcomes.intake.sheets.tables import Tables
from tests.intake.frames import OS, PFS, protocol, table

N = 12


def clean():
    """Twelve patients without a fault: 1 died after conversion surgery, 2 had a second look."""
    return {name: frame.copy() for name, frame in made().items()}


@cache
def made():
    ids = [f"{i:03}" for i in range(1, N + 1)]
    first = ["001"]
    return {
        "patients": table(
            patient_id=ids,
            arm=["a", "b"] * (N // 2),
            consent_date=["2021-01-01"] * N,
            randomisation_date=["2021-01-05"] * N,
            first_treatment_date=["2021-01-10"] * N,
            age=[60.0] * N,
            birth_year=[1960.0] * N,
            p_status=["P1a"] * N,
            pci=[5.0] * N,
            cytology=["CY1"] * N,
            ascites_category=["small"] * N,
            ascites_ml=[200.0] * N,
            death_date=["2021-09-01"] + [None] * (N - 1),
            status=["dead"] + ["alive"] * (N - 1),
            last_contact_date=["2021-09-01"] + [f"2021-12-{10 + i}" for i in range(1, N)],
            progression_date=["2021-08-01"] + [None] * (N - 1),
            last_assessment_date=["2021-08-01"] + ["2021-11-01"] * (N - 1),
            conversion_surgery=[1.0] + [0.0] * (N - 1),
        ),
        "treatment": table(patient_id=first, datetime=["2021-01-10 09:00"]),
        "ascites": table(
            patient_id=["001", "001", "002"],
            assessment_date=["2021-01-09", "2021-02-07", "2021-01-10"],
            visit=["baseline", "week 4", "基线"],
            category=["small", "none", "none"],
            volume_ml=[200.0, 0.0, 100.0],
            drained_ml=[100.0, None, None],
            investigator_response=[None, "CR", None],
            cytology=["CYX"] * 3,
        ),
        "response": table(
            patient_id=first, assessment_date=["2021-03-01"], overall_response=["PR"],
            cytology=["CY0"],
        ),
        "surgery": table(
            patient_id=["001", "001"],
            surgery_date=["2021-03-01", "2021-03-10"],
            intent=["second_look", "conversion"],
            resected=["N", "Y"],
            r_status=[None, "R0"],
            clavien_dindo=[None, "II"],
            death_90d=["N", "N"],
        ),
        "adverse_events": table(
            patient_id=["001", "002"],
            grade=[5.0, 2.0],
            serious=["Y", "N"],
            start_datetime=["2021-08-30 10:00", "2021-01-10 12:00"],
        ),
    }  # fmt: skip


SPEC = protocol(
    "randomised",
    study={"setting": "therapeutic"},
    plan={"allocation": [1, 1]},
    endpoint=[OS, PFS],
)


LETTERS = {
    (sheet, column): "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i]
    for sheet, frame in clean().items()
    for i, column in enumerate(c for c in frame if c != "_row")
}


def found(frames, spec=SPEC, letters=LETTERS, names=None):
    tables = Tables(frames, names or {}, letters)
    return run_checks(spec, tables, derive(spec, frames))


def plant(frames, faults):
    frames = {name: frame.copy() for name, frame in frames.items()}
    for sheet, row, column, value in faults:
        frame = frames[sheet]
        value = pd.Timestamp(value) if frame[column].dtype.kind == "M" else value
        frame.loc[frame["_row"] == row, column] = value
    return frames
