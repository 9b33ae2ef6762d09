"""Every cross-field rule finds one planted fault, at its address, and is silent on clean data."""

import pandas as pd
import pytest

from outcomes.intake.checks.gather import gathered
from outcomes.intake.checks.rules import RULES, run_checks
from outcomes.intake.derive.derived import derive
from outcomes.intake.sheets.tables import Tables
from tests.intake.frames import OS, PFS, protocol, table

N = 12


def clean():
    """Twelve patients without a fault: 1 died after conversion surgery, 2 had a second look."""
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


def plant(frames, faults):
    frames = {name: frame.copy() for name, frame in frames.items()}
    for sheet, row, column, value in faults:
        frame = frames[sheet]
        value = pd.Timestamp(value) if frame[column].dtype.kind == "M" else value
        frame.loc[frame["_row"] == row, column] = value
    return frames


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


EARLY = ("patients", 2, "death_date", "2021-07-31")  # before three dates of patients and one event


def deaths(frames, letters=LETTERS, names=None):
    return [
        (i.severity, i.address, i.message)
        for i in found(frames, letters=letters, names=names)
        if i.rule == "after_death"
    ]


def test_three_dates_after_death_are_named_one_by_one():
    frames = plant(clean(), [EARLY, ("adverse_events", 2, "start_datetime", None)])
    columns = ("last_contact_date", "progression_date", "last_assessment_date")
    addresses = {f"patients!{LETTERS['patients', column]}2" for column in columns}
    assert {address for _, address, _ in deaths(frames)} == addresses


def test_a_death_before_more_than_three_dates_is_one_error_at_the_death():
    ((severity, address, message),) = deaths(plant(clean(), [EARLY]), names={"patients": "病例"})
    assert (severity, address) == ("error", f"病例!{LETTERS['patients', 'death_date']}2")
    first = f"病例!{LETTERS['patients', 'last_contact_date']}2"
    assert message == (f"death_date is before other dates of the patient (4), the first at {first}")


def test_a_wrong_death_that_a_contact_gave_is_reported_at_the_contact():
    frames = plant(clean(), [("patients", 2, "death_date", None)])
    frames["follow_up"] = table(
        patient_id=["002", "001", "001"], death_date=[None, None, "2021-07-31"]
    )
    letters = LETTERS | {("follow_up", "death_date"): "B"}
    assert [address for _, address, _ in deaths(frames, letters)] == ["follow_up!B4"]


# What lies exactly on the edge of a rule and is no fault of it.
EDGES = [
    ("randomised_before_consent", [("patients", 3, "consent_date", "2021-01-05")]),
    ("treated_before_randomisation", [("patients", 4, "first_treatment_date", "2021-01-05")]),
    ("surgery_before_randomisation", [("surgery", 2, "surgery_date", "2021-01-05")]),
    ("second_look_after_surgery", [("surgery", 2, "surgery_date", "2021-03-10")]),
    ("progression_before_origin", [("patients", 5, "progression_date", "2021-01-05")]),
    ("after_death", [("adverse_events", 2, "start_datetime", "2021-09-01 23:59")]),
    ("pfs_after_os", [("patients", 3, "last_contact_date", "2021-11-01")]),
    *(
        ("after_cutoff", [("patients", 6, column, "2021-12-31")])
        for column in ("death_date", "last_contact_date", "progression_date")
    ),
    ("pci_and_p_status", [("patients", 2, "pci", 0.0), ("patients", 2, "p_status", "P0")]),
    ("id_unlike", [("patients", 13, "patient_id", "１２３４")]),
    ("id_unlike", [("patients", row, "patient_id", f"P{row}") for row in (11, 12, 13)]),
    ("visit_twice", [("ascites", row, "visit", "unscheduled") for row in (2, 3)]),
    ("visit_twice", [("ascites", 4, "assessment_date", "2021-01-09")]),
    ("drained_without_ascites", [("ascites", 3, "drained_ml", 0.0)]),
    ("volume_without_ascites", [("ascites", 4, "volume_ml", 300.0)]),
    ("baseline_after_first_dose", [("ascites", 4, "assessment_date", "2021-01-10")]),
    ("age_and_birth_year", [("patients", 2, "birth_year", 1961.0)]),
    ("age_and_birth_year", [("patients", 2, "birth_year", 1960.0)]),
    # 183 days before 2021-12-31.
    ("no_recent_contact", [("patients", 8, "last_contact_date", "2021-07-01")]),
    ("serious_but_mild", [("adverse_events", 2, "grade", 3.0)]),
    # 3 of the first 10 last contacts on one day are 30 %, no more.
    ("bulk_contact_date", [
        *(("patients", row, "last_contact_date", "2021-12-31") for row in (3, 4, 5)),
        ("patients", 12, "last_contact_date", None), ("patients", 13, "last_contact_date", None),
    ]),
    ("allocation_ratio", [("patients", row, "arm", "a") for row in range(2, 13)]),
    # The operation was on 2021-03-10: 15 days after it, and a day before.
    *(
        ("r0_with_positive_cytology",
         [("response", 2, "cytology", "CY1"), ("response", 2, "assessment_date", day)])
        for day in ("2021-02-23", "2021-03-11")
    ),
    ("death_within_90_days", [("surgery", 3, "surgery_date", "2021-06-02")]),  # 91 days
    ("death_within_90_days",
     [("surgery", 3, "surgery_date", "2021-06-03"), ("surgery", 3, "death_90d", 1.0)]),
    ("negative_cytology_with_massive_ascites", [("patients", 2, "cytology", "CY0")]),
    ("r_status_without_resection", [("surgery", 2, "r_status", "RX")]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "faults"), EDGES, ids=[f[0] for f in EDGES])
def test_the_edge_of_a_rule_is_no_fault(rule, faults):
    assert [i for i in found(plant(clean(), faults)) if i.rule == rule] == []


BEYOND = [
    *(
        ("r0_with_positive_cytology",
         [("response", 2, "cytology", "CY1"), ("response", 2, "assessment_date", day)])
        for day in ("2021-02-24", "2021-03-10")
    ),
    *(("death_within_90_days", [("surgery", 3, "surgery_date", day)])
      for day in ("2021-06-03", "2021-09-01")),
    ("death_within_90_days",
     [("surgery", 3, "surgery_date", "2021-06-02"), ("surgery", 3, "death_90d", 1.0)]),
    ("age_and_birth_year", [("patients", 2, "birth_year", 1962.0)]),
    ("age_and_birth_year", [("patients", 2, "birth_year", 1959.0)]),
    ("no_recent_contact", [("patients", 8, "last_contact_date", "2021-06-30")]),
    ("serious_but_mild", [("adverse_events", 2, "grade", 2.0)]),
    # 3 of 9 would be a third, but nine patients are too few to say.
    ("bulk_contact_date", [
        ("patients", row, "last_contact_date", "2021-12-31") for row in (3, 4, 5, 6)
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "faults"), BEYOND, ids=[f[0] for f in BEYOND])
def test_one_step_past_the_edge_is_a_fault(rule, faults):
    assert [i for i in found(plant(clean(), faults)) if i.rule == rule] != []


@pytest.mark.parametrize(
    ("start", "before"),
    [
        ("2021-01-09", "1 day"), ("2020-12-31 08:00", "10 days"),
        ("2021-01-10 08:30", "30 minutes"), ("2021-01-09 20:00", "13 hours"),
    ],
)  # fmt: skip
def test_an_event_before_the_first_dose_is_named_with_how_long_before(start, before):
    """The first dose of patient 001 was on 2021-01-10 at 9:00."""
    planted = plant(clean(), [("adverse_events", 2, "start_datetime", start)])
    (hit,) = (i for i in found(planted) if i.rule == "event_before_first_dose")
    assert f"started {before} before the first dose" in hit.message


@pytest.mark.parametrize(("n", "asked"), [(9, False), (10, True)])
def test_of_fewer_than_ten_codes_none_is_the_rule(n, asked):
    frames = plant(clean(), [("patients", 2, "patient_id", "Mean age")])
    frames["patients"] = frames["patients"].iloc[:n]
    assert ("id_unlike" in {i.rule for i in found(frames)}) == asked


def test_nine_last_contacts_are_too_few_to_look_filled_in_and_ten_are_not():
    faults = [("patients", row, "last_contact_date", "2021-12-31") for row in (3, 4, 5, 6)]
    gone = [("patients", row, "last_contact_date", None) for row in (11, 12, 13)]
    nine, ten = plant(clean(), faults + gone), plant(clean(), faults + gone[:2])
    assert "bulk_contact_date" not in {i.rule for i in found(nine)}
    assert "bulk_contact_date" in {i.rule for i in found(ten)}


@pytest.mark.parametrize(("ratio", "judged"), [([5, 7], True), ([4, 8], False)])
def test_arms_of_fewer_than_five_expected_patients_are_not_judged(ratio, judged):
    spec = protocol("randomised", plan={"allocation": ratio}, endpoint=[OS, PFS])
    frames = clean() | {"patients": clean()["patients"].assign(arm="a")}
    assert any(i.rule == "allocation_ratio" for i in found(frames, spec)) == judged


def test_ten_to_nothing_may_be_chance_and_eleven_to_nothing_is_not():
    """Chi-square 10 has p 0.0016, and 11 has 0.0009."""

    def judged(n):
        frames = {name: frame.iloc[:n] for name, frame in clean().items()}
        frames["patients"] = frames["patients"].assign(arm="a")
        return any(i.rule == "allocation_ratio" for i in found(frames))

    assert not judged(10)
    assert judged(11)


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
