"""Ten faults in one workbook: each is found where it is, and nothing else is called wrong."""

import shutil
from collections import Counter

import pytest

from outcomes.intake.load import load_study
from tests.intake.faulty import CONSEQUENCES, DEMO, FAULTS, faulty_workbook


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("studies") / DEMO.name
    folder.mkdir()
    shutil.copy(DEMO / "study.toml", folder)
    (folder / "workbook.xlsx").write_bytes(faulty_workbook())
    return load_study(folder)


def test_there_are_ten_faults_of_ten_kinds():
    assert len({fault.rule for fault in FAULTS}) == len({f.address for f in FAULTS}) == 10


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.rule for fault in FAULTS])
def test_each_fault_is_found_at_its_cell(study, fault):
    hits = [i for i in study.issues if i.address == fault.address]
    assert [(i.severity, i.rule) for i in hits] == [(fault.severity, fault.rule)]
    assert hits[0].message
    assert hits[0].remedy


def test_nothing_else_is_called_wrong(study):
    found = Counter((i.severity, i.address, i.rule) for i in study.issues)
    planted = [(f.severity, f.address, f.rule) for f in FAULTS]
    assert found == Counter([*planted, *CONSEQUENCES])
    errors = {(a, r) for s, a, r in found if s == "error"}
    assert len(errors) == sum(f.severity == "error" for f in FAULTS) + 1


def test_no_patient_code_is_repeated_in_a_message(study):
    assert not any("038" in i.message or "039" in i.message for i in study.issues)
