"""A folder of ADaM tables opens as a study, and its protocol can be written down and edited."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from outcomes.estimators.conduct.flow import flow
from outcomes.estimators.safety.adverse_events import ANY_TERM, adverse_events
from outcomes.estimators.survival.cox import cox
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.intake.infer.protocol import to_toml
from outcomes.intake.load import load_study, load_workbook
from outcomes.intake.reader.studies import read_upload
from outcomes.model.cohort import Cohort

ADSL = """\
STUDYID,USUBJID,SUBJID,TRT01P,TRT01PN,TRT01A,RANDDT,TRTSDT,AGE,SEX,RACE,STRAT1R,STRAT1D,SAFFL,FASFL
T1,T1-001,001,HIPEC + SOX,2,HIPEC + SOX,2024-01-02,2024-01-03,60,M,ASIAN,none,Ascites,Y,Y
T1,T1-002,002,SOX,1,SOX,2024-01-03,2024-01-05,70,F,WHITE,small,Ascites,Y,Y
T1,T1-003,003,HIPEC + SOX,2,SOX,2024-01-04,2024-01-05,65,F,ASIAN,none,Ascites,Y,N
T1,T1-004,004,SOX,1,Not Treated,2024-01-05,NA,58,M,ASIAN,small,Ascites,NA,N
T1,T1-005,005,Screen Failure,NA,NA,NA,NA,66,M,ASIAN,NA,NA,NA,NA
"""
ADTTE = """\
USUBJID,PARAMCD,PARAM,AVAL,AVALU,CNSR,EVNTDESC,CNSDTDSC,STARTDT,ADT
T1-001,OS,Overall Survival,31,DAYS,0,Death,,2024-01-02,2024-02-01
T1-002,OS,Overall Survival,61,DAYS,1,,Data cut-off,2024-01-03,2024-03-03
T1-003,OS,Overall Survival,10,DAYS,0,Death,,2024-01-04,2024-01-13
T1-005,OS,Overall Survival,5,DAYS,1,,Lost,2024-01-05,2024-01-09
T1-001,PFS,Progression-Free Survival,21,DAYS,0,Progression,,2024-01-02,2024-01-22
"""
ADRS = """\
USUBJID,PARAMCD,PARAM,AVALC
T1-001,BOR,Best Overall Response,PR
T1-002,BOR,Best Overall Response,SD
T1-003,BOR,Best Overall Response,NE
T1-001,CBOR,Confirmed Best Overall Response,SD
"""
ADAE = """\
USUBJID,AEDECOD,AESOC,AETOXGR,ASTDT,AENDT,AESER,AREL,TRTEMFL
T1-001,Nausea,Gastrointestinal disorders,2,2024-01-04,2024-01-06,N,POSSIBLE,Y
T1-001,Rash,Skin,1,2024-01-01,,N,NONE,
T1-002,Nausea,Gastrointestinal disorders,3,2024-01-04,,Y,REMOTE,Y
T1-005,Rash,Skin,1,2024-01-01,,N,NONE,
"""
TABLES = {"adsl": ADSL, "adtte": ADTTE, "adrs": ADRS, "adae": ADAE}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "trial-7"
    made.mkdir()
    for name, text in TABLES.items():
        (made / f"{name}.csv").write_text(text, encoding="utf-8")
    return made


def opened(folder: Path):
    return load_workbook(folder, name=folder.name)


def test_patients_of_adsl(folder):
    study = opened(folder)
    patients = study.patients.set_index("patient_id")
    assert list(patients.index) == ["T1-001", "T1-002", "T1-003", "T1-004"]
    assert list(patients["arm"]) == ["hipec_sox", "sox", "hipec_sox", "sox"]
    assert list(patients["arm_actual"]) == ["hipec_sox", "sox", "sox", None]
    assert [(a.label, a.reference) for a in study.spec.arms] == [
        ("SOX", True), ("HIPEC + SOX", False),
    ]  # fmt: skip
    assert study.spec.study.title == "T1"
    assert study.spec.study.design == "randomised"
    assert {name: mask.tolist() for name, mask in study.populations.items()} == {
        "itt": [True] * 4, "safety": [True, True, True, False], "fas": [True, True, False, False],
    }  # fmt: skip
    said = {issue.rule: issue.message for issue in study.issues}
    assert "its number in the file is the lowest" in said["reference_assumed"]


def test_a_name_that_reads_like_a_control_comes_before_the_numbers(folder):
    text = ADSL.replace("HIPEC + SOX", "Control")
    (folder / "adsl.csv").write_text(text, encoding="utf-8")
    assert opened(folder).spec.reference.label == "Control"


def test_endpoints_of_adtte(folder):
    study = opened(folder)
    os = study.endpoints["os"]
    # days by 30.4375 to a month
    assert os.time[:3] == pytest.approx([31 / 30.4375, 61 / 30.4375, 10 / 30.4375])
    assert os.event[:3].tolist() == [1, 0, 1]
    assert np.isnan(os.time[3])
    assert list(study.patients["os_reason"]) == ["Death", "Data cut-off", "Death", None]
    assert [e.label for e in study.spec.endpoints] == [
        "Overall Survival", "Progression-Free Survival",
    ]  # fmt: skip


def test_strata_and_covariates(folder):
    study = opened(folder)
    assert study.spec.plan.strata == ("strat1r",)
    assert study.spec.covariate("strat1r").label == "Ascites"
    assert list(study.patients["strat1r"]) == ["none", "small", "none", "small"]
    assert {c.id for c in study.spec.covariates} == {"age", "sex", "race", "strat1r"}


def test_everybody_screened_is_in_the_flow_and_no_failure_anywhere_else(folder):
    study = opened(folder)
    boxes = {(box.id, box.group): box for box in flow(Cohort(study, "itt")).flow}
    assert boxes["screened", "all"].n == 5
    assert boxes["excluded", "all"].reasons == (("Screen Failure", 1),)
    assert boxes["randomised", "all"].n == 4
    assert boxes["not_received", "hipec_sox"].reasons == (("SOX", 1),)
    assert "T1-005" not in set(study.tables["adverse_events"]["patient_id"])


def test_events_of_adae(folder):
    study = opened(folder)
    events = study.tables["adverse_events"]
    assert list(events["term"]) == ["Nausea", "Rash", "Nausea"]
    assert list(events["grade"]) == [2, 1, 3]
    assert list(events["related"]) == [1, 0, 0]
    assert list(events["treatment_emergent"]) == [1, 0, 1]
    assert list(events["_row"]) == [2, 3, 4]
    any_term = adverse_events(Cohort(study, "safety")).all("n_patients")
    found = {(e.group, e.covariates): e.value for e in any_term if e.covariates[-1] == "any"}
    assert found["sox", (ANY_TERM, "any")] == 1


def test_no_response_is_read_unasked(folder):
    study = opened(folder)
    assert "best_response" not in study.patients
    assert "responses_not_read" in {issue.rule for issue in study.issues}


def same(one, other):
    assert one.patients.equals(other.patients)
    assert one.spec.endpoints == other.spec.endpoints
    assert one.spec.populations == other.spec.populations
    for name, data in one.endpoints.items():
        assert np.array_equal(data.time, other.endpoints[name].time, equal_nan=True)
        assert np.array_equal(data.event, other.endpoints[name].event, equal_nan=True)
    assert {n: m.tolist() for n, m in one.populations.items()} == {
        n: m.tolist() for n, m in other.populations.items()
    }
    assert all(t.equals(other.tables[n]) for n, t in one.tables.items())


def test_the_protocol_written_down_reads_back_to_the_same_study(folder):
    first = opened(folder)
    (folder / "study.toml").write_text(to_toml(first.spec), encoding="utf-8")
    same(first, load_study(folder))


def test_the_protocol_names_the_best_response(folder):
    more = """
[adam]
best_response = "BOR"
[[endpoint]]
id = "orr"
label = "Objective response"
kind = "proportion"
success = "objective_response"
"""
    text = to_toml(opened(folder).spec) + more
    (folder / "study.toml").write_text(text, encoding="utf-8")
    study = load_study(folder)
    assert list(study.patients["best_response"]) == ["PR", "SD", "NE", None]
    assert study.endpoints["orr"].event[:2].tolist() == [1, 0]
    assert np.isnan(study.endpoints["orr"].event[2:]).all()
    (folder / "study.toml").write_text(text.replace('"BOR"', '"BEST"'), encoding="utf-8")
    assert "parameter_absent" in {
        i.rule for i in load_study(folder).issues if i.severity == "error"
    }


def test_the_tables_may_lie_in_a_folder_of_their_own(folder):
    first = opened(folder)
    data = folder / "data"
    data.mkdir()
    for name in TABLES:
        (folder / f"{name}.csv").rename(data / f"{name}.csv")
    text = to_toml(first.spec).replace('workbook = "."', 'workbook = "data"')
    (folder / "study.toml").write_text(text, encoding="utf-8")
    same(first, load_study(folder))


def test_the_words_of_the_protocol_win(folder):
    text = (
        to_toml(opened(folder).spec)
        + """
[columns]
arm_actual = "TRT01P"
[values."adverse_events.related"]
Y = ["REMOTE", "POSSIBLE"]
N = ["NONE"]
"""
    )
    (folder / "study.toml").write_text(text, encoding="utf-8")
    study = load_study(folder)
    assert list(study.tables["adverse_events"]["related"]) == [1, 0, 1]
    assert list(study.patients["arm_actual"]) == ["hipec_sox", "sox", "hipec_sox", "sox"]


def test_a_protocol_without_the_format_reads_no_adam(folder):
    text = to_toml(opened(folder).spec).replace('format = "adam"\n', "")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    study = load_study(folder)
    assert len(study.patients) == 5


def as_transport(folder: Path, version: int) -> None:
    """Turn the tables of a folder into transport files, their dates into dates of SAS."""
    for name in TABLES:
        path = folder / f"{name}.csv"
        frame = pd.read_csv(path, keep_default_na=False, dtype=str)
        for column in frame:
            if column.endswith("DT"):
                given = frame[column].replace("NA", "")
                dates = pd.to_datetime(given, errors="coerce")
                frame[column] = (dates - pd.Timestamp("1960-01-01")).dt.days.astype(float)
            elif column in ("AVAL", "CNSR", "AGE", "TRT01PN"):
                frame[column] = pd.to_numeric(frame[column], errors="coerce")
            else:
                frame[column] = frame[column].replace("NA", "")
        formats = {c: "DATE9." for c in frame if c.endswith("DT")}
        path.unlink()
        pyreadstat.write_xport(
            frame, folder / f"{name}.xpt", file_format_version=version, variable_format=formats
        )


@pytest.mark.parametrize("version", [5, 8])
def test_transport_files_hold_the_same_study(folder, version):
    first = opened(folder)
    as_transport(folder, version)
    second = opened(folder)
    # Observations are counted from 1, lines of a CSV from the line of its headers.
    assert second.patients["_row"].tolist() == [1, 2, 3, 4]
    columns = [c for c in first.patients if c != "_row"]
    pd.testing.assert_frame_equal(
        first.patients[columns], second.patients[columns], check_dtype=False
    )
    for name, data in first.endpoints.items():
        assert np.array_equal(data.time, second.endpoints[name].time, equal_nan=True)
    assert second.tables["adverse_events"]["start_datetime"].equals(
        first.tables["adverse_events"]["start_datetime"]
    )


def test_several_files_dropped_together_are_a_study(folder):
    as_transport(folder, 5)
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.xpt"))}
    study = read_upload(files)
    assert (study.spec.study.id, study.spec.study.title) == ("study", "T1")
    assert len(study.patients) == 4
    again = read_upload(files, to_toml(study.spec).encode())
    same(study, again)


@pytest.fixture(scope="session")
def pharmaverse(gold):
    folder = gold / "real" / "pharmaverse_adam"
    study = load_workbook(folder, name=folder.name)
    return study, json.loads((folder / "gold.json").read_text(encoding="utf-8"))


ARMS = {
    "placebo": "Placebo", "xanomeline_high_dose": "Xanomeline High Dose",
    "xanomeline_low_dose": "Xanomeline Low Dose",
}  # fmt: skip


def test_a_public_example_counts(pharmaverse):
    study, gold = pharmaverse
    counts = Counter(ARMS[arm] for arm in study.patients["arm"])
    assert counts == {a: n for a, n in gold["n_by_arm"].items() if a != "Screen Failure"}
    boxes = {(box.id, box.group): box.n for box in flow(Cohort(study, "itt")).flow}
    assert boxes["screened", "all"] == 306
    assert boxes["excluded", "all"] == gold["screen_failures"] == 52
    assert (study.patients["arm"] != study.patients["arm_actual"]).sum() == 12
    assert {n: int(m.sum()) for n, m in study.populations.items()} == {"itt": 254, "safety": 254}
    assert f"{study.patients['randomisation_date'].min():%Y-%m-%d}" == gold["first_rand"]


@pytest.mark.parametrize("endpoint", ["OS", "PFS", "RSD"])
def test_a_public_example_times(pharmaverse, endpoint):
    study, gold = pharmaverse
    wanted = gold[endpoint]
    result = kaplan_meier(Cohort(study, "itt"), endpoint.lower())
    for estimate in result.all("median"):
        of_arm = wanted["by_arm"][ARMS[estimate.group]]
        assert (estimate.n, estimate.n_events) == (of_arm["n"], of_arm["events"])
        median = of_arm["median_loglog"]["est"]
        days = np.inf if median is None else median
        assert estimate.value * 30.4375 == pytest.approx(days)


def test_an_arm_without_events_has_no_hazard_ratio(pharmaverse):
    study, _ = pharmaverse
    (ratio,) = (
        e for e in cox(Cohort(study, "itt"), "os").all("hazard_ratio")
        if e.group == "xanomeline_high_dose"
    )  # fmt: skip
    assert ratio.value is None


def test_a_public_example_adverse_events(pharmaverse):
    """By treatment received, of the data set's own flag (R: see test_adverse_events)."""
    study, _ = pharmaverse
    found = {
        e.group: (e.value, e.n)
        for e in adverse_events(Cohort(study, "safety")).all("n_patients")
        if e.covariates == (ANY_TERM, "any")
    }
    assert found == {
        "placebo": (65, 86), "xanomeline_low_dose": (84, 96), "xanomeline_high_dose": (68, 72),
    }  # fmt: skip


def test_a_public_example_reads_back(pharmaverse, gold, tmp_path):
    study, _ = pharmaverse
    folder = tmp_path / study.spec.study.id
    folder.mkdir()
    for path in (gold / "real" / "pharmaverse_adam").glob("*.csv"):
        (folder / path.name).symlink_to(path)
    (folder / "study.toml").write_text(to_toml(study.spec), encoding="utf-8")
    same(study, load_study(folder))


def test_the_format_without_its_tables_is_read_as_the_template(gold):
    study = load_study(gold / "cases" / "27-contract-adam-and-single-arm-baseline" / "adam")
    (ratio,) = cox(Cohort(study, "itt"), "os").all("hazard_ratio")
    assert ratio.value == pytest.approx(0.944, abs=5e-4)
    assert "layout_absent" in {issue.rule for issue in study.issues}
