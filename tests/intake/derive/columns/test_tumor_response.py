"""The best response by hand: from the day after the start to progression or another treatment."""

import pandas as pd
import pytest

from outcomes.intake.derive.derived import derive
from tests.intake.frames import protocol, table

START = "2021-01-01"


def best(*assessments, follow_up=None, **given):
    """Return best and objective response of one patient seen on days after the start."""
    days = [None if day is None else pd.Timestamp(START) + pd.Timedelta(days=day)
            for day, _ in assessments]  # fmt: skip
    tables = {
        "patients": table(patient_id=["1"], first_treatment_date=[START], **given),
        "response": table(patient_id=["1"] * len(days), assessment_date=days,
                          overall_response=[said for _, said in assessments]),
    }  # fmt: skip
    if follow_up:
        tables["follow_up"] = table(patient_id=["1"], **follow_up)
    patients = derive(protocol(), tables).patients
    found = (patients[c].tolist()[0] for c in ("best_response", "objective_response"))
    return tuple(None if pd.isna(value) else value for value in found)


@pytest.mark.parametrize(
    ("assessments", "expected"),
    [
        (((42, "SD"), (84, "PR"), (126, "CR")), ("CR", 1)),
        (((42, "SD"), (84, "SD")), ("SD", 0)),
        (((41, "SD"),), ("NE", None)),  # not six weeks
        (((41, "SD"), (42, "SD")), ("SD", 0)),
        (((42, "PD"), (84, "PR")), ("PD", 0)),  # what comes after a progression does not count
        (((42, "PD"), (42, "PR")), ("PR", 1)),  # what comes with it does
        (((84, "PD"), (42, "PD"), (63, "CR")), ("PD", 0)),  # the first of two progressions
        (((0, "CR"), (42, "NE")), ("NE", None)),  # before the treatment there is no response
        (((1, "CR"),), ("CR", 1)),
        (((42, "NON-CR/NON-PD"), (84, "NE")), ("NON-CR/NON-PD", 0)),
        (((42, "NON-CR/NON-PD"), (84, "SD")), ("SD", 0)),
        (((None, "CR"), (42, "PR")), ("PR", 1)),
    ],
)
def test_the_best_of_what_counts(assessments, expected):
    assert best(*assessments) == expected


def test_nothing_counts_after_another_treatment_or_a_stated_progression():
    responses = ((42, "SD"), (84, "CR"))
    on_day_84, before = "2021-03-26", "2021-03-25"
    assert best(*responses, progression_date=[on_day_84])[0] == "CR"
    assert best(*responses, progression_date=[before])[0] == "SD"
    assert best(*responses, follow_up={"new_therapy_date": [on_day_84]})[0] == "CR"
    assert best(*responses, follow_up={"new_therapy_date": [before]})[0] == "SD"


def test_the_first_of_two_new_therapies_ends_it():
    tables = {
        "patients": table(patient_id=["1"], first_treatment_date=[START]),
        "response": table(patient_id=["1"] * 2, assessment_date=["2021-02-12", "2021-03-26"],
                          overall_response=["SD", "CR"]),
        "follow_up": table(patient_id=["1"] * 2, new_therapy_date=["2021-06-01", "2021-03-01"]),
    }  # fmt: skip
    assert derive(protocol(), tables).patients["best_response"].tolist() == ["SD"]
