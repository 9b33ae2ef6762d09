"""What a workbook without a protocol becomes, and that the protocol can be written down."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.intake.gate.raw import RawSheet, RawWorkbook
from outcomes.intake.infer.arms import arm_blocks, reference_of
from outcomes.intake.infer.protocol import infer, infer_from_tables, infer_protocol, to_toml
from outcomes.intake.layout import Layout
from outcomes.intake.load import study_of
from outcomes.model.toml.protocol import parse_protocol, read_protocol
from outcomes.model.toml.text import read_toml
from tests.intake.frames import table

DATA = Path(__file__).parents[3] / "data"


def again(spec):
    return parse_protocol(read_toml(to_toml(spec).encode()))


def trial(**more):
    return {
        "patients": table(
            patient_id=["1", "2", "3"], arm=["sox", "hipec_sox", "sox"],
            randomisation_date=["2021-01-01"] * 3, first_treatment_date=["2021-01-05"] * 3,
            death_date=["2021-09-09", None, None], last_contact_date=["2021-09-09"] * 3,
            progression_date=[None, "2021-05-05", None], last_assessment_date=["2021-06-01"] * 3,
            age=[60, 70, 80], sex=["male", "female", "male"], ecog=[0, 1, 1],
            ascites_category=["none", "small", "massive"], prior_chemo=[1, 0, 1],
            primary_site=["gastric"] * 3,
        )
    } | more  # fmt: skip


ARMS = ("SOX", "HIPEC + SOX")


@pytest.mark.parametrize(
    ("values", "reference"),
    [
        (("试验组", "对照组"), "对照组"), (("HIPEC+SOX", "SOX"), "SOX"),
        (("A", "Control"), "Control"), (("B", "A"), "A"),
        (("IP plus placebo", "IP"), "IP plus placebo"),
        (("腹腔热灌注化疗组", "静脉化疗组"), "静脉化疗组"), (("PIPAC", "FLOT"), "FLOT"),
        (("腹腔镜", "开腹"), "开腹"), (("1", "2"), "1"), (("XELOX", "HIPEC + xelox"), "XELOX"),
    ],
)  # fmt: skip
def test_reference_arm(values, reference):
    assert reference_of(values)[0] == reference
    assert [b["label"] for b in arm_blocks(values) if b["reference"]] == [reference]


@pytest.mark.parametrize(
    "without", ["No HIPEC", "non-HIPEC", "无热灌注", "非热灌注组", "Untreated", "HIPEC−", "- HIPEC"]
)
@pytest.mark.parametrize("given", ["HIPEC", "热灌注组", "ZZZ"])
def test_the_arm_without_the_treatment_is_the_reference(given, without):
    for values in ((given, without), (without, given)):
        assert reference_of(values)[::2] == (without, True)


def test_a_reference_nothing_names_is_asked_for():
    _, issues = infer_from_tables(trial(), ("Arm A", "Arm B"), "x.xlsx")
    (issue,) = (i for i in issues if i.rule.startswith("reference"))
    assert (issue.severity, issue.rule) == ("warning", "reference_assumed")
    assert "reference = true" in issue.remedy


def test_a_slip_of_the_pen_is_no_arm():
    """Its patients are without an arm, and the cell says so."""
    rows = [(str(i), arm, 5.5, i % 2) for i, arm in enumerate(
        ["SOX", "HIPEC + SOX"] * 4 + ["HIPEC-SOX", "HIPCE + SOX"], 1)]  # fmt: skip
    workbook = raw(["ID", "组别", "os_months", "os_event"], *rows)
    study = study_of(workbook, name="x.xlsx")
    assert [a.label for a in study.spec.arms] == ["SOX", "HIPEC + SOX"]
    assert study.patients["arm"].isna().sum() == 2
    slips = [i for i in study.issues if i.rule == "not_an_arm"]
    assert [i.cells for i in slips] == [("B10", "B11")]
    assert "close to" in slips[0].message


@pytest.mark.parametrize(("n", "arms"), [(19, ["SOX", "SXO"]), (20, [])])
def test_a_short_name_that_one_patient_in_twenty_has_is_asked_about(n, arms):
    rows = [(str(i), "SOX" if i else "SXO", 5.5, i % 2) for i in range(n)]
    study = study_of(raw(["ID", "组别", "os_months", "os_event"], *rows), name="x.xlsx")
    assert sorted(a.label for a in study.spec.arms) == arms


def test_arms_have_ascii_ids_and_spellings_are_one():
    assert [b["id"] for b in arm_blocks(("试验组", "对照组"))] == ["arm_1", "arm_2"]
    assert [b["id"] for b in arm_blocks(("HIPEC + SOX", "SOX", "sox"))] == ["sox", "hipec_sox"]
    assert arm_blocks(("SOX",)) == []


def test_a_randomised_trial():
    spec, issues = infer_from_tables(trial(), ARMS, "My trial.xlsx")
    assert (spec.study.id, spec.study.title, spec.study.design) == ("study", "Study", "randomised")
    assert spec.study.data_cutoff == date(2021, 9, 9)
    assert spec.reference.id == "sox"
    assert [e.id for e in spec.endpoints] == ["os", "pfs"]
    assert {e.origin for e in spec.endpoints} == {"randomisation_date"}
    assert [p.id for p in spec.populations] == ["itt", "safety"]
    assert [(i.severity, i.rule) for i in issues] == [
        ("info", "cutoff_assumed"), ("info", "reference_assumed"),
    ]  # fmt: skip
    assert "2021-09-09" in issues[0].message
    assert "SOX" in issues[1].message
    assert again(spec) == spec


def test_covariates_take_their_kind_from_the_data():
    spec, _ = infer_from_tables(trial(), ARMS, "x.xlsx")
    kinds = {c.id: (c.kind, c.levels) for c in spec.covariates}
    assert kinds == {
        "ascites_category": ("ordinal", ("none", "small", "massive")),
        "age": ("continuous", ()), "sex": ("categorical", ("male", "female")),
        "ecog": ("ordinal", ("0", "1")), "prior_chemo": ("binary", ()),
    }  # fmt: skip
    assert [c.id for c in spec.covariates if c.key] == ["ascites_category"]
    assert not any(c.adjust for c in spec.covariates)


def test_without_randomisation_or_arms():
    tables = trial()
    tables["patients"] = tables["patients"].drop(columns="randomisation_date")
    spec, _ = infer_from_tables(tables, ARMS, "x.xlsx")
    assert spec.study.design == "observational"
    assert {e.origin for e in spec.endpoints} == {"first_treatment_date"}
    spec, issues = infer_from_tables(tables, ("SOX",), "x.xlsx", data_cutoff=date(2022, 1, 1))
    assert (spec.study.design, spec.arms) == ("single_arm", ())
    assert spec.study.data_cutoff == date(2022, 1, 1)
    assert issues == ()


def test_sheets_bring_their_endpoints():
    surgery = table(
        patient_id=["2"], surgery_date=["2021-04-01"], intent=["conversion"], resected=["Y"],
        r_status=["R0"],
    )  # fmt: skip
    ascites = table(
        patient_id=["2", "2"], assessment_date=["2021-01-05", "2021-02-02"],
        category=["small", "none"],
    )  # fmt: skip
    response = table(patient_id=["2"], assessment_date=["2021-03-01"], overall_response=["PR"])
    tables = trial(surgery=surgery, ascites=ascites, response=response)
    spec, _ = infer_from_tables(tables, ARMS, "x.xlsx")
    assert [e.id for e in spec.endpoints] == [
        "os", "pfs", "time_to_conversion", "conversion", "r0_resection", "ascites_control",
        "objective_response",
    ]  # fmt: skip
    assert spec.conversion.origin == "randomisation_date"
    assert spec.ascites.criteria == "category_shift"
    assert again(spec) == spec


def raw(header, *rows):
    letters = tuple("ABCDEFGHIJ"[: len(header)])
    sheet = RawSheet("Sheet1", tuple(header), letters, tuple(range(2, len(rows) + 2)), rows)
    return RawWorkbook((sheet,), "0" * 64, False, ())


def test_a_raw_workbook_with_ready_made_columns():
    workbook = raw(
        ["ID", "组别", "os_months", "os_event", "PFS_days", "PFS_CNSR"],
        ("1", "对照组", 5.5, 1, 100, 0), ("2", "试验组", 7, 0, 200, 1),
        ("3", "试验组", 9, 1, 250, 1),
    )  # fmt: skip
    (spec, issues), _ = infer(Layout(workbook), name="数据.xlsx")
    assert spec.study.id == "study"
    assert [(a.label, a.reference) for a in spec.arms] == [("对照组", True), ("试验组", False)]
    survival, progression = spec.endpoints
    assert (survival.time, survival.event_column, survival.unit) == (
        "os_months", "os_event", "months",
    )  # fmt: skip
    assert (progression.id, progression.censor_column, progression.unit) == (
        "pfs", "PFS_CNSR", "days",
    )  # fmt: skip
    assert {i.sheet for i in issues} == {"Sheet1"}
    assert infer_protocol(workbook, name="数据.xlsx") == spec
    assert again(spec) == spec


def test_nearly_nothing_is_still_a_protocol():
    spec = infer_protocol(raw(["ID"], ("1",)), name="")
    assert spec.endpoints == ()
    assert again(spec) == spec
    assert infer_protocol(RawWorkbook((), "0" * 64, False, ()), name="x.xlsx").study.id == "study"


@pytest.mark.parametrize("folder", sorted(p.parent.name for p in DATA.glob("*/study.toml")))
def test_the_demo_protocols_read_back_equal(folder):
    spec = replace(read_protocol(DATA / folder), folder="")
    assert again(spec) == spec


@given(st.text(), st.dictionaries(st.text(min_size=1), st.text(), max_size=3), st.floats(0.1, 1e5))
def test_any_text_survives(text, columns, number):
    blocks = {
        "study": {"id": "x", "title": text, "design": "single_arm"},
        "plan": {"allocation": [], "planned_events": {"os": 3}},
        "endpoint": [
            {"id": "os", "label": text, "kind": "time_to_event", "time": "t", "unit": "days",
             "event_column": "e", "tau": number, "landmarks": [number]},
        ],
        "columns": columns,
        "values": {"sex": {"male": [text, "1"]}},
        "policy": {"left_out_at_most": 0.1},
        "benchmark": [{"id": "phoenix-gc"}],
        "safety": {"window_hours": number},
    }  # fmt: skip
    blocks["columns"] = columns | {"patients.cea": {"header": text, "missing": [-9, text]}}
    spec = parse_protocol(blocks)
    assert again(spec) == spec
