"""One sheet with a row per visit is read as patients and their assessments."""

import re
from datetime import date, datetime

import pytest

from outcomes.intake.gate.raw import RawSheet
from outcomes.intake.infer.protocol import to_toml
from outcomes.intake.load import load_study, load_workbook
from outcomes.intake.visits.rows import _order

VISITS = """\
Subject ID,Visit,Visit date,Treatment arm,Gender,Age,ECOG,Date of randomization,\
Ascites volume (ml),Overall response,Vital status,Date of death,Last contact
S1,Baseline,2024-01-02,SOX,M,60,1,2024-01-03,800,,Alive,,2024-01-02
S1,Week 6,2024-02-14,,,,2,,300,PR,Alive,,2024-02-14
S1,Follow-up,2024-05-01,,,,,,,,Dead,2024-05-01,2024-05-01
S2,Week 6,2024-02-20,,F,,1,,0,SD,Alive,,2024-02-20
S2,Baseline,2024-01-08,HIPEC + SOX,F,71,,2024-01-09,0,,Alive,,2024-01-08
S2,Week 12,2024-04-02,HIPEC + SOX,,,,,0,PD,Alive,,2024-04-02
S3,Baseline,2024-01-10,SOX,F,55,0,2024-01-10,,,Alive,,2024-01-10
"""


def opened(tmp_path, text=VISITS, protocol=""):
    folder = tmp_path / "trial-7"
    folder.mkdir(exist_ok=True)
    (folder / "visits.csv").write_text(text, encoding="utf-8")
    if protocol:
        (folder / "study.toml").write_text(protocol, encoding="utf-8")
        return load_study(folder)
    return load_workbook(folder, name="trial")


def of(study, name):
    return dict(zip(study.patients["patient_id"], study.patients[name], strict=True))


def rules(study, rule):
    return [i for i in study.issues if i.rule == rule]


def test_no_ascites_at_baseline_is_none_and_not_blank(tmp_path):
    lines = VISITS.replace("Overall response", "Baseline ascites").replace(",PR,", ",,")
    lines = lines.replace(",SD,", ",,").replace(",PD,", ",,")
    told = lines.replace("800,,Alive", "800,none,Alive").replace(
        "2024-01-09,0,,", "2024-01-09,0,无,"
    )
    told = told.replace("300,,Alive", "300,small,Alive")
    found = of(opened(tmp_path, told), "ascites_category")
    assert (found["S1"], found["S2"]) == ("none", "none")
    never = VISITS.replace("800,,Alive,,", "800,,Alive,none,")
    assert of(opened(tmp_path, never), "death_date")["S1"].isoformat()[:10] == "2024-05-01"


def test_each_patient_is_one_row_with_the_first_entry_of_the_baseline(tmp_path):
    study = opened(tmp_path)
    assert list(study.patients["patient_id"]) == ["S1", "S2", "S3"]
    assert of(study, "arm") == {"S1": "sox", "S2": "hipec_sox", "S3": "sox"}
    assert of(study, "age") == {"S1": 60, "S2": 71, "S3": 55}
    assert of(study, "ascites_ml")["S1"] == 800
    assert not rules(study, "id_repeated")


def test_without_dates_the_visit_named_baseline_comes_first_wherever_it_stands(tmp_path):
    undated = re.sub(r"^(S\d,[^,]*),[^,]*,", r"\1,,", VISITS, flags=re.MULTILINE)
    later = undated.replace("71,,2024-01-09,0", "71,,2024-01-09,500")
    assert of(opened(tmp_path, later), "ascites_ml")["S2"] == 500


def test_what_is_assessed_again_is_a_row_per_assessment(tmp_path):
    study = opened(tmp_path)
    ascites, response = study.tables["ascites"], study.tables["response"]
    assert list(ascites["volume_ml"]) == [800, 300, 0, 0, 0]
    assert list(ascites["_row"]) == [2, 3, 5, 6, 7]
    assert list(ascites["visit"])[:2] == ["Baseline", "Week 6"]
    assert list(response["overall_response"]) == ["PR", "SD", "PD"]
    assert len(study.tables["follow_up"]) == 7


def test_a_status_that_changes_is_that_of_the_last_contact(tmp_path):
    study = opened(tmp_path)
    assert of(study, "status") == {"S1": "dead", "S2": "alive", "S3": "alive"}
    data = study.endpoints["os"]
    assert data.event.tolist() == [1, 0, 0]
    days = data.time * (365.25 / 12)
    assert days.round().tolist() == [119, 84, 0]


def test_what_is_measured_after_the_baseline_is_no_baseline_and_is_named(tmp_path):
    study = opened(tmp_path)
    ecog = of(study, "ecog")
    assert ecog["S1"] == "1"
    assert ecog["S2"] is None  # 1 at week 6 only; of a column that changes the baseline counts
    found = [i for i in rules(study, "visits_disagree") if "ecog" in i.message]
    assert [(i.severity, i.cells) for i in found] == [("info", ("G3", "G5"))]


def test_two_arms_of_one_patient_are_an_error_with_its_cell(tmp_path):
    text = VISITS.replace("Week 12,2024-04-02,HIPEC + SOX", "Week 12,2024-04-02,SOX")
    study = opened(tmp_path, text)
    found = [i for i in rules(study, "visits_disagree") if i.message.startswith("arm")]
    assert [(i.severity, i.cells) for i in found] == [("error", ("D7",))]
    assert of(study, "arm")["S2"] == "hipec_sox"


def test_the_latest_of_a_date_of_last_contact_counts(tmp_path):
    assert str(of(opened(tmp_path), "last_contact_date")["S1"])[:10] == "2024-05-01"


def test_the_inferred_protocol_reads_back_to_the_same_study(tmp_path):
    first = opened(tmp_path)
    again = opened(tmp_path, protocol=to_toml(first.spec))
    assert first.patients.equals(again.patients)
    assert first.tables["ascites"].equals(again.tables["ascites"])
    assert first.endpoints["os"].time.tolist() == again.endpoints["os"].time.tolist()


def test_chinese_visits(tmp_path):
    text = """\
病例号,访视,随访日期,组别,性别,年龄,入组日期,腹水量,疗效评价,生存状态,死亡日期
A1,基线,2024-01-02,SOX,男,60,2024-01-03,800,,存活,
A1,第6周,2024-02-14,,,,,300,PR,存活,
A1,随访,2024-05-01,,,,,,,死亡,2024-05-01
A2,基线,2024-01-08,HIPEC+SOX,女,71,2024-01-09,0,,存活,
A2,第6周,2024-02-20,,,,,0,SD,存活,
"""
    study = opened(tmp_path, text)
    assert list(study.patients["patient_id"]) == ["A1", "A2"]
    assert study.endpoints["os"].event.tolist() == [1, 0]
    assert list(study.tables["response"]["overall_response"]) == ["PR", "SD"]
    assert list(study.tables["ascites"]["volume_ml"]) == [800, 300, 0, 0]


@pytest.mark.parametrize(
    "text",
    [
        "patient_id,arm,visit_date\n1,a,2024-01-01\n1,a,2024-01-01\n2,b,2024-01-02\n",
        "patient_id,arm\n1,a\n1,a\n2,b\n",
    ],
)
def test_rows_that_are_no_visits_stay_repeated_patients(tmp_path, text):
    study = opened(tmp_path, text)
    assert len(rules(study, "id_repeated")) == 1
    assert not rules(study, "visit_rows")


def test_a_visit_that_found_no_ascites_is_an_assessment(tmp_path):
    told = VISITS.replace("Ascites volume (ml)", "Ascites").replace(",800,", ",small,")
    told = told.replace(",,2,,300,PR", ",,2,,none,PR").replace(",0,", ",none,")
    found = opened(tmp_path, told).tables["ascites"]
    assert found["category"].tolist().count("none") >= 3


def test_what_the_visits_become_is_said(tmp_path):
    (issue,) = rules(opened(tmp_path), "visit_rows")
    into = "ascites (5), follow_up (7), response (3)"
    start = "a row per visit: 3 patients in 7 rows; visits are read as "
    assert issue.message.startswith(start)
    assert sorted(issue.message.removeprefix(start).split(", ")) == into.split(", ")
    bare = "patient_id,visit,age\n1,week 1,60\n1,week 2,\n2,week 1,70\n"
    (issue,) = rules(opened(tmp_path, bare), "visit_rows")
    assert issue.message == "a row per visit: 2 patients in 3 rows; visits are read as no sheet"


def test_a_date_with_a_time_and_one_in_words_are_the_same_day():
    days = [datetime(2024, 3, 1, 9, 30), "2024-03-01", date(2024, 2, 28)]
    raw = RawSheet("visits", ("date",), ("A",), (2, 3, 4), tuple((day,) for day in days))
    assert sorted(range(3), key=_order(raw, None, 0)) == [2, 0, 1]  # then as the rows stand
