"""Five patients and their events, which the tests of this room count by hand."""

from datetime import date

import numpy as np
import pandas as pd

from outcomes.model.cohort import Cohort
from outcomes.model.protocol import Arm, Population, SafetyRules, StudyBlock, StudySpec
from outcomes.model.study import Study

ARMS = (Arm("sox", "SOX", reference=True), Arm("hipec", "HIPEC + SOX"))


def stamps(texts):
    return pd.Series(pd.to_datetime(pd.Series(texts, dtype=object), format="ISO8601"))


def sheet(rows, columns):
    frame = pd.DataFrame(rows, columns=list(columns))
    for column in frame:
        if str(column).endswith("datetime"):
            frame[column] = stamps(frame[column].tolist())
        elif column in ("grade", "serious", "related", "hours_after_dose", "dose"):
            frame[column] = frame[column].astype(float)
    return frame


# Five patients: E was never treated; C was allocated to SOX and received HIPEC.
PATIENTS = pd.DataFrame(
    {
        "patient_id": list("ABCDE"),
        "arm": ["sox", "sox", "sox", "hipec", "hipec"],
        "arm_actual": ["sox", "sox", "hipec", "hipec", None],
        "sex": ["f", "m", "f", "m", "f"],
    }
)
DOSES = sheet(
    [(p, "2021-03-01 10:00") for p in "ABCD"] + [("D", "2021-03-21 10:00")],
    ("patient_id", "datetime"),
)
EVENTS = sheet(
    [
        ("A", "Nausea", 1, "2021-03-01 12:00", 0, 1),
        ("A", "nausea ", 3, "2021-03-05 12:00", 1, 1),  # the same term, written otherwise
        ("A", "Pyrexia", None, "2021-03-02 10:00", None, 0),  # exactly 24 h; no grade
        ("C", "Nausea", 2, "2021-03-02 10:01", 0, 1),  # a minute late
        ("D", "Pyrexia", 4, "2021-03-21 11:00", 1, 1),
        ("D", "Anemia", 2, "2021-02-20 11:00", 0, 0),  # before the first dose
        ("E", "Nausea", 5, "2021-03-05 11:00", 1, 1),  # never treated
        ("D", None, 1, None, 0, 0),  # neither a term nor a start
        ("D", "Anemia", 3, "2021-12-05 11:00", 0, 0),  # after the data cut-off
    ],
    ("patient_id", "term", "grade", "start_datetime", "serious", "related"),
)


def cohort(events=EVENTS, treatment=DOSES, arms=ARMS, *filters, safety="ABCD", **columns):
    spec = StudySpec(
        StudyBlock("toy", "Toy", "randomised" if arms else "single_arm",
                   data_cutoff=date(2021, 6, 30)),
        arms=arms, populations=(Population("itt", "All"), Population("safety", "Safety")),
        safety=SafetyRules(),
    )  # fmt: skip
    tables = {"adverse_events": events, "treatment": treatment}
    treated = PATIENTS["patient_id"].isin(list(safety)).to_numpy()
    study = Study(
        spec, PATIENTS.assign(**columns),
        {name: table for name, table in tables.items() if table is not None},
        populations={"itt": np.ones(5, dtype=bool), "safety": treated},
    )  # fmt: skip
    return Cohort(study, "itt", filters)


def counts(result, name):
    """Return {(group, band): (patients, n)} of one term."""
    return {
        (e.group, e.covariates[1]): (e.value, e.n)
        for e in result.all("n_patients")
        if e.covariates[0] == name
    }
