"""Which arms a workbook without a protocol has."""

import pytest

from outcomes.intake.load import load_workbook

HEAD = "patient_id,arm,randomisation_date,death_date,last_contact_date\n"


def study_of(tmp_path, arms):
    rows = [f"P{i},{arm},2024-01-{i + 1:02},,2024-06-01" for i, arm in enumerate(arms)]
    (tmp_path / "patients.csv").write_text(HEAD + "\n".join(rows), encoding="utf-8")
    return load_workbook(tmp_path, name="trial")


@pytest.mark.parametrize("word", ["None", "none", "无"])
def test_who_had_none_of_it_is_the_arm_of_reference(tmp_path, word):
    made = study_of(tmp_path, ["HIPEC"] * 6 + [word] * 5)
    assert [(a.label, a.reference) for a in made.spec.arms] == [(word, True), ("HIPEC", False)]
    assert made.patients["arm"].value_counts().tolist() == [6, 5]


def test_none_of_few_is_a_blank(tmp_path):
    made = study_of(tmp_path, ["HIPEC + SOX"] * 6 + ["SOX"] * 6 + ["none"])
    assert [a.label for a in made.spec.arms] == ["SOX", "HIPEC + SOX"]
    assert made.patients["arm"].isna().sum() == 1


def test_the_only_patient_of_an_arm_nobody_declared_is_asked_about(tmp_path):
    made = study_of(tmp_path, ["HIPEC"] * 5 + ["SOX"] * 5 + ["see chart"])
    assert [i.address for i in made.issues if i.rule == "arm_of_one"] == ["patients!B12"]
    made = study_of(tmp_path, ["HIPEC"] * 2 + ["SOX"])
    assert not [i for i in made.issues if i.rule == "arm_of_one"]
