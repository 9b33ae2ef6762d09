"""REDCap exports, raw and with labels, open as a study."""

from dataclasses import replace

import pytest

from outcomes.intake.gate.raw import RawWorkbook
from outcomes.intake.infer.protocol import to_toml
from outcomes.intake.load import load_study, load_workbook
from outcomes.intake.redcap.export import export_of
from outcomes.intake.redcap.layout import redcap_layout
from tests.intake.adam.sheets import sheet

RAW = """\
record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,redcap_data_access_group,\
arm,randomization_date,age,sites___1,sites___2,enrollment_complete,\
assessment_date,overall_response,response_complete,\
ae_term,ae_grade,start_date,adverse_events_complete,\
death_date,last_contact_date,end_of_study_complete
P-1,baseline_arm_1,,,n,SOX,2024-01-01,60,1,0,2,2023-12-20,,1,,,,,,,
P-1,week_6_arm_1,,,n,,,,0,0,,2024-02-12,PR,2,,,,,,,
P-1,baseline_arm_1,adverse_events,1,n,,,,,,,,,,Nausea,2,2024-01-03,2,,,
P-1,baseline_arm_1,adverse_events,2,n,,,,,,,,,,Rash,1,2024-01-09,2,,,
P-1,end_arm_1,,,n,,,,0,0,,,,,,,,,2024-06-01,2024-06-01,2
P-2,baseline_arm_1,,,s,HIPEC + SOX,2024-01-08,70,0,0,2,,,0,,,,,,,
P-2,week_6_arm_1,,,s,,,,0,0,,2024-02-20,SD,2,,,,,,,
P-2,end_arm_1,,,s,,,,0,0,,,,,,,,,,2024-07-01,2
P-3,baseline_arm_1,,,s,SOX,2024-01-09,,0,0,0,,,0,,,,,,,
"""
ASCITES = "assessment_date,ascites_category,ascites_complete"
LABELS = """\
Record ID,Event Name,Repeat Instrument,Repeat Instance,Data Access Group,\
Arm,Randomization date,Age,Sites of disease (choice=Peritoneum),\
Sites of disease (choice=Liver),Complete?,\
Assessment date,Overall response,Complete?,\
Term,Grade,Start date,Complete?,\
Death,Last contact,Complete?
P-1,Baseline (Arm 1),,,N,SOX,2024-01-01,60,Checked,Unchecked,Complete,2023-12-20,,Unverified,,,,,,,
P-1,Week 6 (Arm 1),,,N,,,,Unchecked,Unchecked,,2024-02-12,PR,Complete,,,,,,,
P-1,Baseline (Arm 1),Adverse Events,1,N,,,,,,,,,,Nausea,2,2024-01-03,Complete,,,
P-1,Baseline (Arm 1),Adverse Events,2,N,,,,,,,,,,Rash,1,2024-01-09,Complete,,,
P-1,End (Arm 1),,,N,,,,Unchecked,Unchecked,,,,,,,,,2024-06-01,2024-06-01,Complete
P-2,Baseline (Arm 1),,,S,HIPEC + SOX,2024-01-08,70,Unchecked,Unchecked,Complete,,,Incomplete,,,,,,,
P-2,Week 6 (Arm 1),,,S,,,,Unchecked,Unchecked,,2024-02-20,SD,Complete,,,,,,,
P-2,End (Arm 1),,,S,,,,Unchecked,Unchecked,,,,,,,,,,2024-07-01,Complete
P-3,Baseline (Arm 1),,,S,SOX,2024-01-09,,Unchecked,Unchecked,Incomplete,,,Incomplete,,,,,,,
"""


def opened(tmp_path, text, **more):
    folder = tmp_path / "trial-7"
    folder.mkdir(exist_ok=True)
    (folder / "export.csv").write_text(text, encoding="utf-8")
    for name, content in more.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    return load_study(folder) if more else load_workbook(folder, name="study")


@pytest.mark.parametrize("text", [RAW, LABELS])
def test_records_are_patients_of_their_baseline_event(tmp_path, text):
    study = opened(tmp_path, text)
    patients = study.patients
    assert list(patients["patient_id"]) == ["P-1", "P-2", "P-3"]
    assert [site.lower() for site in patients["site"]] == ["n", "s", "s"]
    assert list(patients["arm"]) == ["sox", "hipec_sox", "sox"]
    assert patients["age"].tolist()[:2] == [60, 70]
    assert list(patients["_row"]) == [2, 7, 10]
    assert study.spec.study.design == "randomised"
    assert study.spec.study.format == "redcap"


@pytest.mark.parametrize("text", [RAW, LABELS])
def test_a_form_of_a_later_event_that_is_filled_in_once_is_of_the_patient(tmp_path, text):
    patients = opened(tmp_path, text).patients
    assert f"{patients['death_date'][0]:%Y-%m-%d}" == "2024-06-01"
    assert patients["death_date"].isna().tolist() == [False, True, True]
    assert f"{patients['last_contact_date'][1]:%Y-%m-%d}" == "2024-07-01"


def test_repeats_and_repeated_events_are_sheets(tmp_path):
    study = opened(tmp_path, RAW)
    events = study.tables["adverse_events"]
    assert list(events["term"]) == ["Nausea", "Rash"]
    assert list(events["_row"]) == [4, 5]
    response = study.tables["response"]
    assert list(response["patient_id"]) == ["P-1", "P-1", "P-2"]
    assert list(response["overall_response"]) == [None, "PR", "SD"]
    said = next(i for i in study.issues if i.rule == "redcap_export")
    assert "3 records" in said.message
    assert "'response' (3), 'adverse_events' (2)" in said.message


def test_an_assessment_of_ascites_is_of_the_visit_its_event_names(tmp_path):
    text = RAW.replace("assessment_date,overall_response,response_complete", ASCITES)
    study = opened(tmp_path, text.replace(",PR,", ",small,").replace(",SD,", ",none,"))
    visits = study.tables["ascites"]["visit"].tolist()
    assert visits == ["baseline_arm_1", "week_6_arm_1", "week_6_arm_1"]
    assert "visit" not in opened(tmp_path, RAW).tables["response"]


def test_with_labels_only_repeats_have_the_name_of_their_form(tmp_path):
    study = opened(tmp_path, LABELS)
    assert list(study.tables["adverse_events"]["term"]) == ["Nausea", "Rash"]
    assert {i.address for i in study.issues if i.rule == "sheet_not_read"} == {"export form 1"}


def test_a_form_without_a_known_name_is_named_in_the_protocol(tmp_path):
    spec = opened(tmp_path, LABELS).spec
    text = to_toml(replace(spec, columns={**spec.columns, "response": "export form 1"}))
    study = opened(tmp_path, LABELS, study=text)
    assert list(study.tables["response"]["overall_response"]) == [None, "PR", "SD"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (RAW, ["sites___1", "sites___2"]),
        (LABELS, ["sites_of_disease_choice_peritoneum", "sites_of_disease_choice_liver"]),
    ],
)
def test_choices_are_yes_or_no_and_unknown_where_nobody_asked(tmp_path, text, names):
    study = opened(tmp_path, text)
    # nobody has disease of the liver: no covariate
    assert [c.id for c in study.spec.covariates if c.id in names] == names[:1]
    values = study.patients[names[0]]
    # the form of P-3 has a date of randomization: it was filled in, though not completely
    assert values.tolist() == [1, 0, 0]
    said = [i for i in study.issues if i.rule == "checkbox_not_asked"]
    assert "forms not filled in (4)" in said[0].message


def test_a_form_that_was_never_opened_has_no_unchecked_choices(tmp_path):
    text = RAW.replace("SOX,2024-01-09,,0,0,0", ",,,0,0,0")
    values = opened(tmp_path, text).patients["sites___1"]
    assert values.tolist()[:2] == [1, 0]
    assert values.isna()[2]


def test_the_protocol_reads_back(tmp_path):
    first = opened(tmp_path, RAW)
    again = opened(tmp_path, RAW, study=to_toml(first.spec))
    assert again.patients.equals(first.patients)
    assert again.spec.endpoints == first.spec.endpoints
    assert set(again.tables) == set(first.tables)


def test_headers_of_an_own_making_are_understood_by_their_words(tmp_path):
    text = RAW.replace("last_contact_date", "dt_last_alive")
    study = opened(tmp_path, text)
    assert f"{study.patients['last_contact_date'][1]:%Y-%m-%d}" == "2024-07-01"
    assert "header_guessed" in {issue.rule for issue in study.issues}


def test_what_is_an_export():
    assert export_of(sheet("x", "record_id redcap_event_name age", ("1", "b", 60)))
    assert export_of(sheet("x", "record_id age sites___1 base_complete", ("1", 60, 1, 2)))
    assert export_of(sheet("x", "study_id age base_complete", ("1", 60, 2))) is None
    assert export_of(sheet("x", "patient_id age r_complete", ("1", 60, "R0"))) is None
    assert export_of(sheet("x", "", ())) is None


def test_a_classic_export_needs_no_events(tmp_path):
    text = "record_id,age,sex,sites___1,base_complete\n1,60,male,1,2\n2,70,female,0,2\n"
    study = opened(tmp_path, text)
    assert list(study.patients["patient_id"]) == ["1", "2"]
    assert study.patients["sites___1"].tolist() == [1, 0]
    assert study.tables == {}


def test_the_baseline_event_is_the_one_named_so(tmp_path):
    """A form that is filled in before, at and after baseline: the patient's value is in between."""
    text = (
        "record_id,redcap_event_name,weight_kg,visit_complete\n"
        "1,prestudy_arm_1,60,2\n1,baseline_arm_1,61,2\n1,week_6_arm_1,62,2\n"
        "2,prestudy_arm_1,70,2\n"
    )
    patients = opened(tmp_path, text).patients
    assert patients["weight_kg"].tolist() == [61, 70]
    assert patients["_row"].tolist() == [3, 5]


def test_patients_have_the_fields_of_every_form_but_those_that_are_only_repeats():
    """A form that nobody has filled in yet is the patients': its columns are there, and blank."""
    text = RAW.replace("death_date,last_contact_date", "surgery_date,r_status")
    rows = [line.split(",") for line in text.splitlines()]
    blank = [[*row[:18], "", "", ""] for row in rows[1:]]
    raw = sheet("export", " ".join(rows[0]), *map(tuple, blank))
    found = redcap_layout(RawWorkbook((raw,), "", False, ()), export_of(raw), None).workbook.sheets[
        0
    ]
    assert found.header[-2:] == ("surgery_date", "r_status")
    assert {row[-2:] for row in found.rows} == {("", "")}
    assert "overall_response" in found.header
    assert "ae_term" not in found.header
