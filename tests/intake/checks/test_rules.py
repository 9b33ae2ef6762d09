"""Every cross-field rule finds one planted fault, at its address, and is silent on clean data."""

import pandas as pd
import pytest

from outcomes.intake.checks.gather import gathered
from outcomes.intake.checks.rules import RULES
from tests.intake.checks.planted import LETTERS, N, clean, found, plant
from tests.intake.frames import OS, protocol, table

# rule, faults (sheet, row in the file, column, value), expected severity and sheet!column+row
FAULTS = [
    ("randomised_before_consent", [("patients", 3, "consent_date", "2021-01-06")],
     "warning", "patients", "randomisation_date", 3),
    ("treated_before_consent", [("patients", 3, "consent_date", "2021-01-11")],
     "warning", "patients", "first_treatment_date", 3),
    ("treated_before_randomisation", [("patients", 4, "first_treatment_date", "2021-01-04")],
     "warning", "patients", "first_treatment_date", 4),
    ("surgery_before_randomisation", [("surgery", 2, "surgery_date", "2021-01-04")],
     "warning", "surgery", "surgery_date", 2),
    ("second_look_after_surgery", [("surgery", 2, "surgery_date", "2021-03-11")],
     "warning", "surgery", "surgery_date", 2),
    ("negative_time", [("patients", 2, "death_date", "2021-01-04")],
     "error", "patients", "", 2),
    ("left_out_of_endpoint", [("patients", 3, "last_contact_date", None)],
     "warning", "patients", "last_contact_date", 3),
    ("left_out_above_limit", [("patients", 3, "last_contact_date", None)],
     "warning", "patients", "", None),
    ("progression_before_origin", [("patients", 5, "progression_date", "2021-01-04")],
     "error", "patients", "progression_date", 5),
    ("after_death", [("adverse_events", 2, "start_datetime", "2021-09-02 00:30")],
     "error", "adverse_events", "start_datetime", 2),
    ("after_death", [("patients", 2, "last_contact_date", "2021-09-02")],
     "error", "patients", "last_contact_date", 2),
    ("death_and_status", [("patients", 2, "status", "lost")], "error", "patients", "status", 2),
    ("death_and_status", [("patients", 3, "status", "dead")], "error", "patients", "death_date", 3),
    ("pfs_after_os", [("patients", 3, "last_contact_date", "2021-10-31")],
     "error", "patients", "", 3),
    ("after_cutoff", [("patients", 6, "last_contact_date", "2022-01-01")],
     "warning", "patients", "last_contact_date", 6),
    ("r_status_without_resection", [("surgery", 2, "r_status", "R2")],
     "error", "surgery", "r_status", 2),
    ("conversion_without_resection", [("surgery", 3, "resected", 0.0)],
     "warning", "surgery", "intent", 3),
    ("conversion_flag_disagrees", [("patients", 7, "conversion_surgery", 1.0)],
     "error", "patients", "conversion_surgery", 7),
    ("r0_with_positive_cytology", [("response", 2, "cytology", "CY1")],
     "warning", "surgery", "r_status", 3),
    ("clavien_and_death",
     [("surgery", 3, "clavien_dindo", "V"), ("patients", 2, "death_date", None)],
     "error", "surgery", "clavien_dindo", 3),
    ("death_within_90_days", [("surgery", 3, "death_90d", 1.0)],
     "error", "surgery", "death_90d", 3),
    ("death_within_90_days",
     [("surgery", 3, "death_90d", 1.0), ("patients", 2, "death_date", None)],
     "error", "surgery", "death_90d", 3),
    ("death_within_90_days", [("surgery", 3, "surgery_date", "2021-08-20")],
     "error", "surgery", "death_90d", 3),
    ("negative_cytology_with_massive_ascites",
     [("patients", 2, "cytology", "CY0"), ("patients", 2, "ascites_category", "massive")],
     "warning", "patients", "cytology", 2),
    ("pci_and_p_status", [("patients", 2, "pci", 0.0)], "error", "patients", "pci", 2),
    ("pci_and_p_status", [("patients", 2, "p_status", "P0")], "warning", "patients", "pci", 2),
    ("no_peritoneal_disease",
     [("patients", 2, "p_status", "P0"), ("patients", 2, "cytology", "CY0")],
     "warning", "patients", "p_status", 2),
    ("drained_without_ascites", [("ascites", 2, "category", "none")],
     "warning", "ascites", "drained_ml", 2),
    ("volume_without_ascites", [("ascites", 4, "volume_ml", 301.0)],
     "warning", "ascites", "volume_ml", 4),
    ("volume_without_ascites",
     [("patients", 2, "ascites_category", "none"), ("patients", 2, "ascites_ml", 301.0)],
     "warning", "patients", "ascites_ml", 2),
    ("baseline_after_first_dose", [("ascites", 4, "assessment_date", "2021-01-11")],
     "warning", "ascites", "assessment_date", 4),
    ("investigator_disagrees", [("ascites", 3, "investigator_response", "PR")],
     "warning", "ascites", "investigator_response", 3),
    ("age_and_birth_year", [("patients", 2, "birth_year", 1970.0)],
     "warning", "patients", "age", 2),
    ("allocation_ratio", [("patients", row, "arm", "a") for row in range(2, N + 2)],
     "warning", "patients", "arm", None),
    ("no_recent_contact", [("patients", 8, "last_contact_date", "2021-06-30")],
     "warning", "patients", "last_contact_date", 8),
    ("bulk_contact_date",
     [("patients", row, "last_contact_date", "2021-12-31") for row in range(3, 7)],
     "warning", "patients", "last_contact_date", None),
    ("event_before_first_dose", [("adverse_events", 3, "start_datetime", "2021-01-09 23:00")],
     "warning", "adverse_events", "start_datetime", 3),
    ("id_unlike", [("patients", 13, "patient_id", "total of 12")],
     "warning", "patients", "patient_id", 13),
    ("visit_twice", [("ascites", 3, "assessment_date", "2021-01-09")],
     "warning", "ascites", "assessment_date", 3),
    ("visit_twice", [("ascites", 3, "visit", "Baseline ")],
     "warning", "ascites", "assessment_date", 3),
    ("fatal_event_without_death", [("adverse_events", 3, "grade", 5.0)],
     "error", "adverse_events", "grade", 3),
    ("serious_but_mild", [("adverse_events", 3, "serious", 1.0)],
     "warning", "adverse_events", "serious", 3),
]  # fmt: skip


def test_clean_data_are_silent():
    assert found(clean()) == ()


@pytest.mark.parametrize(
    ("rule", "faults", "severity", "sheet", "column", "row"), FAULTS, ids=[f[0] for f in FAULTS]
)
def test_a_planted_fault_is_found(rule, faults, severity, sheet, column, row):
    hits = [i for i in found(plant(clean(), faults)) if i.rule == rule]
    cell = LETTERS.get((sheet, column), "") + ("" if row is None else str(row))
    address = f"{sheet}!{cell}" if cell else sheet
    assert [(i.severity, i.address) for i in hits] == [(severity, address)]
    assert hits[0].message
    assert hits[0].remedy


def before_enrollment(**more):
    diagnosed = OS | {"origin": "diagnosis_date"} | more
    dates = ["2020-12-31", "2021-01-01"] + ["2021-01-02"] * (N - 2)
    frames = clean()
    frames["patients"] = frames["patients"].assign(diagnosis_date=pd.to_datetime(dates))
    letters = {("patients", "diagnosis_date"): "Z"}
    issues = found(frames, protocol("randomised", endpoint=[diagnosed]), letters)
    return [i.cell for i in issues if i.rule == "origin_before_enrollment"]


def test_a_clock_that_starts_before_enrollment_needs_an_entry():
    assert before_enrollment() == ["Z2"]  # consent was on 2021-01-01
    assert before_enrollment(entry="consent_date") == []


def test_every_rule_has_a_planted_fault():
    elsewhere = {"study_day_zero", "event_code", "origin_before_enrollment", "time_too_long"}
    elsewhere |= {"arm_of_one"}
    assert {rule for rule, _ in RULES} == {f[0] for f in FAULTS} | elsewhere


def test_study_days_are_checked_in_their_own_columns():
    frames = {
        "patients": table(
            patient_id=["1", "2"], death_day=[100, None], last_contact_day=[120, 0],
            status=["dead", "alive"],
        )
    }  # fmt: skip
    letters = {("patients", "death_day"): "B", ("patients", "last_contact_day"): "C"}
    hits = found(frames, protocol(endpoint=[OS]), letters)
    assert [(i.rule, i.cell) for i in hits] == [("after_death", "C2"), ("study_day_zero", "C3")]
    assert hits[0].message == "last_contact_date is after death"


def test_only_patients_and_nobody_are_silent():
    frame = table(patient_id=["1"])
    assert found({"patients": frame}, protocol()) == ()
    empty = {name: frame.iloc[:0] for name, frame in clean().items()}
    assert found(empty) == ()


def test_names_and_rows_without_letters():
    frames = plant(clean(), [("surgery", 2, "r_status", "R2")])
    hits = found(frames, letters={}, names={"surgery": "手术"})
    assert [i.address for i in hits] == ["手术!2"]


def serious_and_mild(times):
    frames = clean()
    many = pd.concat([frames["adverse_events"].iloc[1:]] * times, ignore_index=True)
    many["_row"] = range(2, times + 2)
    many["serious"] = 1.0
    return found(frames | {"adverse_events": many})


def test_the_same_fault_everywhere_is_one_issue():
    (hit,) = [i for i in gathered(serious_and_mild(30)) if i.rule == "serious_but_mild"]
    assert hit.address == "adverse_events!C2"
    assert hit.addresses == tuple(f"adverse_events!C{row}" for row in range(2, 32))


READY = {"id": "os", "label": "OS", "kind": "time_to_event", "time": "os_months",
         "event_column": "os_event", "unit": "months"}  # fmt: skip


@pytest.mark.parametrize(("dates", "times", "asked"), [
    (True, [6, 8, 30], False),  # one of three: its clock may have started before
    (True, [150, 181, 30], True), (False, [150, 181, 30], False), (False, [150, 181, 800], True),
])  # fmt: skip
def test_days_that_are_called_months_are_asked_about(dates, times, asked):
    enrolled = {"randomisation_date": ["2021-01-05"] * 3} if dates else {}
    frame = table(patient_id=["1", "2", "3"], os_months=times, os_event=[1, 0, 1], **enrolled)
    hits = found({"patients": frame}, protocol(endpoint=[READY]), {("patients", "os_months"): "C"})
    said = [i for i in hits if i.rule == "time_too_long"]
    assert bool(said) is asked
    assert all(i.cell == "C" and "is it in months?" in i.message for i in said)


@pytest.mark.parametrize(
    ("endpoints", "named"),
    [
        ([{}], "os"), ([{"entry": "consent_date"}], None),
        ([{"origin": "randomisation_date"}], None),
        ([{}, {"id": "pfs"}], "os, pfs"), ([{}, {"id": "pfs", "entry": "consent_date"}], "os"),
        ([{"origin": "nothing_date"}], None), ([{"entry": "consent_date"}, {"id": "pfs"}], "pfs"),
    ],
)  # fmt: skip
def test_the_clocks_that_start_before_enrollment_are_named(endpoints, named):
    blocks = [OS | {"origin": "diagnosis_date"} | more for more in endpoints]
    frames = clean()
    days = pd.to_datetime(["2020-12-31"] + ["2021-01-02"] * (N - 1))
    frames["patients"] = frames["patients"].assign(diagnosis_date=days)
    issues = found(frames, protocol("randomised", endpoint=blocks))
    said = [i.message for i in issues if i.rule == "origin_before_enrollment"]
    assert len(said) == (named is not None)
    assert all(f"the origin of {named}, is before consent_date" in message for message in said)


def test_without_a_date_of_enrollment_no_clock_is_early():
    frames = clean()
    days = pd.to_datetime(["2020-12-31"] * N)
    frames["patients"] = (
        frames["patients"]
        .assign(diagnosis_date=days)
        .drop(columns=["consent_date", "randomisation_date"])
    )
    issues = found(frames, protocol(endpoint=[OS | {"origin": "diagnosis_date"}]))
    assert "origin_before_enrollment" not in {i.rule for i in issues}
