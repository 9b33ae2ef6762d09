"""An entry that cannot be read is unknown: what depends on it is not available, never absent."""

import numpy as np
import pandas as pd
import pytest

from outcomes.intake.derive.derived import derive
from outcomes.model.file.unread import MONTH, lost, unread, with_unread
from tests.intake.frames import OS, PFS, protocol, table

RECURRENCE = {
    "id": "recurrence", "label": "R", "kind": "competing", "origin": "randomisation_date",
    "event": ["peritoneal_recurrence_date"], "competing": ["death_date"],
    "censor": "last_contact_date",
}  # fmt: skip
REGIONAL = RECURRENCE | {"id": "regional", "event": ["regional_recurrence_date"]}
CONVERSION = RECURRENCE | {"id": "conversion", "event": ["conversion_date"]}
RATES = [
    {"id": name, "label": name, "kind": "proportion", "success": name}
    for name in ("conversion_surgery", "r0_resection", "objective_response", "ascites_control")
]
SPEC = protocol(endpoint=[OS, PFS, RECURRENCE, REGIONAL, CONVERSION, *RATES])


def frames():
    """One patient, alive without an event, with a row in every sheet."""
    return {
        "patients": table(
            patient_id=["1"], randomisation_date=["2021-01-05"],
            first_treatment_date=["2021-01-10"], status=["alive"],
            death_date=[None], last_contact_date=["2021-12-01"],
            progression_date=[None], last_assessment_date=["2021-11-01"], p_status=["P1a"],
            ascites_category=["small"],
        ),
        "follow_up": table(
            patient_id=["1", "1"], contact_date=["2021-06-01", "2021-12-01"],
            status=["alive", "alive"], progression=["N", "N"], progression_date=[None, None],
            progression_sites=[None, None], regional_site=[None, None], death_date=[None, None],
        ),
        "surgery": table(
            patient_id=["1"], surgery_date=["2021-05-01"], intent=["palliative"], resected=["Y"],
            r_status=["R0"],
        ),
        "response": table(
            patient_id=["1", "1"], assessment_date=["2021-03-01", "2021-05-01"],
            overall_response=["SD", "SD"],
        ),
        "ascites": table(
            patient_id=["1", "1"], assessment_date=["2021-01-09", "2021-02-07"],
            category=["small", "none"], volume_ml=[None, None], drained_ml=[None, None],
            post_drainage=["N", "N"],
        ),
        "adverse_events": table(patient_id=["1"], start_datetime=["2021-03-01"], grade=[2.0]),
    }  # fmt: skip


def blot(given, sheet, column, row=0, *, month=False):
    """Return the sheets with one cell that cannot be read."""
    frame = given[sheet].copy()
    frame.loc[row, column] = None if frame[column].dtype == object else np.nan
    mask = np.arange(len(frame)) == row
    marks = {column: mask} | ({column + MONTH: mask} if month else {})
    return given | {sheet: with_unread(frame, marks)}


def outcomes(sheets):
    """Return event and reason of the patient, by endpoint."""
    found = derive(SPEC, sheets).endpoints
    return {name: (float(data.event[0]), str(data.reason[0])) for name, data in found.items()}


def outcome(sheets, endpoint):
    return outcomes(sheets)[endpoint]


def test_the_patient_of_these_tests_has_no_event():
    assert {name: event for name, (event, _) in outcomes(frames()).items()} == {
        "os": 0, "pfs": 0, "recurrence": 0, "regional": 0, "conversion": 0,
        "conversion_surgery": 0, "r0_resection": 0, "objective_response": 0, "ascites_control": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "column", "row", "taken", "kept"),
    [
        ("patients", "death_date", 0, "os pfs recurrence conversion", ""),
        ("patients", "status", 0, "os pfs recurrence", "conversion_surgery"),
        ("patients", "progression_date", 0, "pfs", "os recurrence"),
        ("patients", "randomisation_date", 0, "os pfs conversion", ""),
        ("patients", "last_assessment_date", 0, "pfs", "os"),
        ("follow_up", "death_date", 0, "os pfs", ""),
        ("follow_up", "progression_date", 1, "pfs", "os"),
        ("follow_up", "progression", 0, "pfs", "os"),
        ("follow_up", "progression_sites", 0, "recurrence regional", "os pfs"),
        ("follow_up", "regional_site", 1, "regional", "os recurrence"),
        ("surgery", "intent", 0, "conversion conversion_surgery r0_resection", "os pfs"),
        ("response", "overall_response", 0, "objective_response", "os pfs"),
        ("response", "assessment_date", 1, "objective_response", "os"),
        ("ascites", "category", 1, "ascites_control", "os"),
        ("ascites", "drained_ml", 1, "ascites_control", "os"),
        ("ascites", "post_drainage", 1, "ascites_control", "os"),
        ("ascites", "assessment_date", 1, "ascites_control", "os"),
    ],
)  # fmt: skip
def test_one_cell_takes_what_depends_on_it_and_nothing_else(sheet, column, row, taken, kept):
    given = frames()
    if column == "status":
        given["follow_up"] = given["follow_up"].drop(columns="status")
    if sheet == "follow_up" and column in ("death_date", "progression", "progression_date"):
        absent = "death_date" if column == "death_date" else "progression_date"
        given["patients"] = given["patients"].drop(columns=[absent, "status"])
    found = outcomes(blot(given, sheet, column, row))
    for name in taken.split():
        event, reason = found[name]
        assert np.isnan(event), name
        assert reason.startswith(("unread:", "blank:")), name
    for name in kept.split():
        assert found[name][1] == "", name


def test_the_column_to_blame_is_named():
    assert outcome(blot(frames(), "patients", "death_date"), "os")[1] == "unread:death_date"
    alone = {"patients": frames()["patients"]}
    assert outcome(blot(alone, "patients", "status"), "os")[1] == "unread:status"
    monthly = blot(frames(), "patients", "death_date", month=True)
    assert outcome(monthly, "os")[1] == "month_only:death_date"
    assert outcome(blot(frames(), "patients", "randomisation_date"), "os")[1] == (
        "unread:randomisation_date"
    )


def with_values(sheet, **values):
    given = frames()
    frame = given[sheet].copy()
    for column, value in values.items():
        if isinstance(value, str) and not column.endswith("_date"):
            frame[column] = frame[column].astype(object).where(frame[column].notna(), None)
        frame.loc[0, column] = pd.Timestamp(value) if column.endswith("_date") else value
    return given | {sheet: frame}


def test_a_known_event_is_not_undone_by_what_can_only_come_later():
    progressed = with_values("patients", progression_date="2021-06-01")
    assert outcome(blot(progressed, "patients", "death_date"), "pfs") == (1, "")
    dead = with_values("patients", death_date="2021-12-01", status="dead")
    assert np.isnan(outcome(blot(dead, "patients", "progression_date"), "pfs")[0])
    assert outcome(blot(dead, "patients", "last_contact_date"), "os") == (1, "")
    assert outcome(blot(dead, "patients", "status"), "os") == (1, "")


def test_a_contact_after_the_first_recurrence_changes_nothing():
    known = with_values("follow_up", progression_sites="peritoneum", progression=1.0)
    assert outcome(blot(known, "follow_up", "progression_sites", 1), "recurrence") == (1, "")
    later = known | {"follow_up": known["follow_up"].iloc[::-1].reset_index(drop=True)}
    later["follow_up"]["contact_date"] = frames()["follow_up"]["contact_date"]
    assert np.isnan(outcome(blot(later, "follow_up", "progression_sites", 0), "recurrence")[0])


def test_the_contacts_own_date_does_not_stand_for_one_that_cannot_be_read():
    given = frames()
    given["patients"] = given["patients"].drop(columns="progression_date")
    given["follow_up"].loc[0, "progression"] = 1.0
    assert outcome(given, "pfs") == (1, "")
    assert outcome(blot(given, "follow_up", "progression_date"), "pfs")[1] == (
        "unread:progression_date"
    )


def test_a_status_read_at_a_later_contact_is_the_status():
    given = frames()
    given["patients"] = given["patients"].drop(columns=["status", "death_date"])
    assert outcome(blot(given, "follow_up", "status", 0), "os") == (0, "")
    assert outcome(blot(given, "follow_up", "status", 1), "os")[1] == "unread:status"


def test_another_sheet_may_know_what_patients_does_not_tell():
    given = frames()
    given["follow_up"].loc[1, "death_date"] = pd.Timestamp("2021-12-01")
    assert outcome(blot(given, "patients", "death_date"), "os") == (1, "")


def test_a_response_before_an_entry_that_cannot_be_read_stands():
    given = frames()
    given["response"] = given["response"].assign(overall_response=["PR", "PR"])
    assert outcome(blot(given, "response", "overall_response", 1), "objective_response") == (1, "")
    assert np.isnan(
        outcome(blot(given, "response", "overall_response", 0), "objective_response")[0]
    )


def test_conversion_is_open_while_its_resection_is_not_told():
    given = with_values("surgery", intent="conversion", r_status=None)
    found = outcomes(blot(given, "surgery", "resected"))
    event, reason = found["conversion_surgery"]
    assert reason == "unread:conversion_surgery" or np.isnan(event)
    assert found["conversion"][1] == "unread:conversion_date"
    undated = outcomes(blot(with_values("surgery", intent="conversion"), "surgery", "surgery_date"))
    assert undated["conversion_surgery"] == (1, "")
    assert undated["conversion"][1] == "unread:conversion_date"


def test_a_treatment_whose_date_cannot_be_read_is_a_treatment():
    sheets = blot(frames(), "patients", "first_treatment_date")
    sheets = {"patients": pd.concat([sheets["patients"], frames()["patients"]])}
    assert derive(SPEC, sheets).populations["safety"].tolist() == [True, True]


def test_an_event_at_a_time_that_cannot_be_read_is_neither_acute_nor_not():
    column = "adverse_event_24h"
    assert derive(SPEC, frames()).patients[column].tolist() == [0.0]
    sheets = blot(frames(), "adverse_events", "start_datetime")
    assert derive(SPEC, sheets).patients[column].isna().all()


def test_study_days_that_cannot_be_read_are_unknown_dates():
    patients = table(patient_id=["1"], death_day=[np.nan], last_contact_day=[100.0])
    spec = protocol(endpoint=[OS])
    assert derive(spec, {"patients": patients}).endpoints["os"].event.tolist() == [0]
    marked = with_unread(patients, {"death_day": np.array([True])})
    assert derive(spec, {"patients": marked}).endpoints["os"].reason[0] == "unread:death_date"


def test_marks_are_added_and_tables_without_them_have_no_column():
    plain = table(patient_id=["1", "2"])
    assert with_unread(plain, {"age": np.array([False, False])}) is plain
    once = with_unread(plain, {"age": np.array([True, False])})
    twice = with_unread(once, {"sex": np.array([True, True])})
    assert unread(twice, "age").tolist() == [True, False]
    assert unread(twice, "age", "sex").tolist() == [True, True]
    assert lost(twice.assign(age=[np.nan, 3.0]), "age").tolist() == [True, False]
    assert not unread(plain, "age").any()
