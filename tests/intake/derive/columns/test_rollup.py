"""What contacts say of a patient as a whole, by hand; the sheet of patients wins and is told."""

import pandas as pd
import pytest

from outcomes.intake.derive.derived import derive
from tests.intake.frames import protocol, table

DAYS = ["2021-02-01", "2021-04-01", "2021-03-01"]


def derived(follow_up, sheets=None, **patient):
    tables = {
        "patients": table(patient_id=["1"], **{"first_treatment_date": ["2021-01-01"]} | patient),
        "follow_up": table(patient_id=["1"] * len(next(iter(follow_up.values()))), **follow_up),
        **(sheets or {}),
    }
    return derive(protocol(), tables)


def of(found, name):
    value = found.patients[name].iloc[0]
    return None if pd.isna(value) else value if isinstance(value, str) else f"{value:%m-%d}"


def told(found, rule="sheets_disagree"):
    return [(i.severity, i.cell, i.message) for i in found.issues if i.rule == rule]


@pytest.mark.parametrize(
    ("status", "days", "expected"),
    [
        (["alive", "lost", "alive"], DAYS, "lost"),  # the latest, wherever it stands
        (["dead", "alive", "alive"], DAYS, "dead"),  # once dead, dead
        (["alive", None, "lost"], DAYS, "lost"),
        (["lost", "alive", "alive"], [None, *DAYS[1:]], "alive"),  # an undated one comes first
        ([None, None, None], DAYS, None),
    ],
)
def test_the_status_is_that_of_the_latest_contact(status, days, expected):
    assert of(derived({"contact_date": days, "status": status}), "status") == expected


def test_without_dates_the_status_is_the_last_in_the_sheet():
    assert of(derived({"status": ["alive", "lost"]}), "status") == "lost"


def test_a_death_of_any_contact_is_the_first_and_makes_dead_without_a_status():
    found = derived({"contact_date": DAYS, "death_date": [None, "2021-04-02", "2021-04-01"]})
    assert (of(found, "death_date"), of(found, "status")) == ("04-01", "dead")
    assert of(found, "last_contact_date") == "04-01"
    alive = derived({"contact_date": DAYS, "status": ["alive"] * 3, "death_date": [None] * 3})
    assert (of(alive, "death_date"), of(alive, "status")) == (None, "alive")
    assert "status" not in derived({"contact_date": DAYS}).patients


@pytest.mark.parametrize(
    ("column", "given", "differs"),
    [
        ("death_date", "2021-04-01", False), ("death_date", "2021-04-02", True),
        ("last_contact_date", "2021-04-01", False), ("last_contact_date", "2021-03-31", True),
        ("last_contact_date", "2021-04-02", False),  # later than any contact on record
        ("status", "dead", False), ("status", "lost", True),
        ("progression_date", "2021-03-01", False), ("progression_date", "2021-03-02", True),
    ],
)  # fmt: skip
def test_what_patients_say_wins_and_a_difference_is_a_warning_in_its_row(column, given, differs):
    contacts = {"contact_date": DAYS, "death_date": [None, "2021-04-01", None],
                "progression_date": [None, None, "2021-03-01"]}  # fmt: skip
    found = derived(contacts, **{column: [given]})
    assert of(found, column) == (given if column == "status" else given[5:])
    said = [message for _, _, message in told(found) if message.startswith(column)]
    assert (
        said == [f"{column} is not what the sheet follow_up says; the value here is used"] * differs
    )
    assert {(severity, cell) for severity, cell, _ in told(found)} <= {("warning", "2")}


def test_alive_and_lost_are_no_disagreement():
    found = derived({"contact_date": DAYS, "status": ["alive"] * 3}, status=["lost"])
    assert (of(found, "status"), told(found)) == ("lost", [])


def test_the_first_dose_may_be_that_of_the_sheet_of_treatments():
    doses = {"treatment": table(patient_id=["1", "1"], datetime=["2021-01-09", "2021-01-05"])}
    blank = derived({"contact_date": DAYS}, doses, first_treatment_date=[None])
    assert of(blank, "first_treatment_date") == "01-05"
    found = derived({"contact_date": DAYS}, doses)
    assert of(found, "first_treatment_date") == "01-01"
    assert "treatment" in told(found)[0][2]


def test_blanks_of_patients_are_filled_and_counted():
    tables = {
        "patients": table(patient_id=["1", "2", "3"], last_contact_date=["2021-05-01", None, None]),
        "follow_up": table(patient_id=["1", "2"], contact_date=["2021-04-01", "2021-04-03"]),
    }
    found = derive(protocol(), tables)
    dates = [None if pd.isna(d) else f"{d:%m-%d}" for d in found.patients["last_contact_date"]]
    assert dates == ["05-01", "04-03", None]
    ((severity, cell, message),) = told(found, "filled_from_records")
    assert (severity, cell) == ("info", "")
    assert message == "blank cells of last_contact_date filled from the other sheets: 1"


def test_a_blank_last_assessment_means_that_nobody_was_assessed():
    response = {"response": table(patient_id=["1"], assessment_date=["2021-03-05"],
                                  overall_response=["SD"])}  # fmt: skip
    assert of(derived({"contact_date": DAYS}, response), "last_assessment_date") == "03-05"
    two = table(patient_id=["1", "2"], last_assessment_date=[None, "2021-02-02"])
    found = derive(protocol(), {"patients": two, **response}).patients["last_assessment_date"]
    assert found.isna().tolist() == [True, False]
