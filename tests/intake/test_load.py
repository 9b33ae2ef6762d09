import datetime as dt
import io
import pickle

import numpy as np
import pytest
import xlsxwriter

import outcomes.intake.load as load
from outcomes.intake.identify.identifiers import Identified
from outcomes.intake.load import load_study, load_workbook
from outcomes.intake.sheets.formats.workbook import Refused
from outcomes.model.toml.protocol import read_protocol
from outcomes.model.toml.reader import ProtocolError

PROTOCOL = """
[study]
id = "toy"
title = "Toy"
design = "randomised"
data_cutoff = 2024-06-30
simulated = true
[[arm]]
id = "a"
label = "A"
reference = true
[[arm]]
id = "b"
label = "B"
[[endpoint]]
id = "os"
label = "Overall survival"
kind = "time_to_event"
time = "os_months"
event_column = "os_event"
unit = "months"
[[covariate]]
id = "sex"
label = "Sex"
kind = "categorical"
levels = ["male", "female"]
"""
HEADER = ["patient_id", "arm", "sex", "os_months", "os_event"]
ROWS = [["001", "A", "男", 5, 1], ["002", "B", "female", 7.5, 0], ["003", "B", "F", "x", 1]]


def workbook(header=HEADER, rows=ROWS, **meta):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("患者信息")
        for i, row in enumerate([header, *rows]):
            page.write_row(i, 0, row)
        if meta:
            page = book.add_worksheet("meta")
            for i, row in enumerate([("key", "value"), *meta.items()]):
                page.write_row(i, 0, row)
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "toy"
    made.mkdir()
    (made / "study.toml").write_text(PROTOCOL, encoding="utf-8")
    (made / "workbook.xlsx").write_bytes(workbook())
    return made


def test_a_folder_becomes_a_study(folder):
    study = load_study(folder)
    assert list(study.patients["patient_id"]) == ["001", "002", "003"]
    assert list(study.patients["arm"]) == ["a", "b", "b"]
    assert list(study.patients["sex"]) == ["male", "female", "female"]
    os = study.endpoints["os"]
    assert os.time[:2].tolist() == [5.0, 7.5]
    assert np.isnan(os.time[2])
    assert os.event[:2].tolist() == [1.0, 0.0]
    assert study.populations["itt"].tolist() == [True, True, True]
    assert "患者信息!D4" in {issue.address for issue in study.issues}
    assert study.read[0].name == "患者信息"


def test_the_fingerprint_names_data_protocol_and_code(folder, monkeypatch):
    first = load_study(folder).fingerprint
    assert load_study(folder).fingerprint == first
    (folder / "study.toml").write_text(PROTOCOL + "# changed\n", encoding="utf-8")
    second = load_study(folder).fingerprint
    (folder / "workbook.xlsx").write_bytes(workbook(rows=ROWS[:2]))
    third = load_study(folder).fingerprint
    monkeypatch.setattr(load, "__version__", "9")
    fourth = load_study(folder).fingerprint
    assert len({first, second, third, fourth}) == 4


def test_nobody_can_change_a_shared_study(folder):
    study = load_study(folder)
    with pytest.raises(ValueError, match="read-only"):
        study.endpoints["os"].time[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        study.populations["itt"][0] = False
    with pytest.raises(ValueError, match="read-only"):
        study.patients["os_months"].to_numpy()[0] = 99
    view = study.patients[["os_months"]]
    view["os_months"] = 0.0
    assert study.patients["os_months"][0] == 5.0


def test_a_file_with_identifiers_is_refused_with_their_places_only():
    rows = [[*row, phone] for row, phone in zip(ROWS, ["13812345678"] * 3, strict=True)]
    content = workbook([*HEADER, "电话"], rows)
    with pytest.raises(Identified) as refused:
        load_workbook(content, name="toy.xlsx")
    assert "患者信息!F" in refused.value.reason
    assert refused.value.findings
    assert "13812345678" not in repr(refused.value.findings) + str(refused.value)
    again = pickle.loads(pickle.dumps(refused.value))
    assert again.findings == refused.value.findings
    assert isinstance(again, Refused)


def test_an_uploaded_workbook_with_a_protocol(folder):
    spec = read_protocol(folder)
    study = load_workbook(workbook(), name="toy.xlsx", spec=spec)
    assert study.endpoints["os"].time[0] == 5.0
    assert study.fingerprint != load_study(folder).fingerprint


def test_an_uploaded_workbook_alone_gets_a_protocol_and_says_what_was_assumed():
    study = load_workbook(workbook(), name="toy.xlsx")
    assert len(study.patients) == 3
    assert {arm.label for arm in study.spec.arms} == {"A", "B"}
    assert study.endpoints
    assert any(issue.rule.endswith("_assumed") for issue in study.issues)


def test_a_workbook_outside_the_folder_is_not_opened(folder):
    (folder.parent / "other.xlsx").write_bytes(workbook())
    text = PROTOCOL.replace("design =", 'workbook = "../other.xlsx"\ndesign =')
    (folder / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProtocolError, match="outside the folder"):
        load_study(folder)


def test_a_missing_workbook_is_refused(folder):
    (folder / "workbook.xlsx").unlink()
    with pytest.raises(Refused):
        load_study(folder)


def test_a_covariate_nobody_recorded_is_missing_and_said(folder):
    more = '[[covariate]]\nid = "albumin"\nlabel = "Albumin"\nkind = "continuous"\n'
    (folder / "study.toml").write_text(PROTOCOL + more, encoding="utf-8")
    study = load_study(folder)
    assert study.patients["albumin"].isna().all()
    (issue,) = [i for i in study.issues if i.rule == "declared_column_absent"]
    assert issue.severity == "error"
    assert "'albumin'" in issue.message


def test_the_cutoff_of_the_sheet_meta_is_used_where_no_protocol_states_one():
    header, rows = [*HEADER, "randomisation_date"], [[*row, "2023.5.6"] for row in ROWS]
    content = workbook(header, rows, data_cutoff="2024.6.30")
    study = load_workbook(content, name="toy.xlsx")
    assert study.spec.study.data_cutoff == dt.date(2024, 6, 30)
    assert "cutoff_assumed" not in {issue.rule for issue in study.issues}
    assert "meta" not in study.tables
