"""Without arms there is no comparison, and the study opens all the same."""

import pytest

from outcomes.displays.catalogue import run_catalogue
from outcomes.intake.gate.raw import RawSheet, RawWorkbook
from outcomes.intake.load import study_of
from outcomes.model.cohort import Cohort
from tests.intake.frames import protocol

HEADER = ("patient_id", "randomisation_date", "death_date", "last_contact_date", "arm")
OS = {
    "id": "os", "label": "OS", "kind": "time_to_event", "origin": "randomisation_date",
    "event": ["death_date"], "censor": "last_contact_date",
}  # fmt: skip


def study(arms, header=HEADER, design="randomised"):
    rows = [
        (f"P{i}", "2021-01-01", f"2021-0{i + 1}-01", f"2021-0{i + 1}-01", arm)
        for i, arm in enumerate(arms, 1)
    ]
    rows = [row[: len(header)] for row in rows]
    sheet = RawSheet("Sheet1", header, tuple("ABCDE"[: len(header)]), (2, 3, 4, 5), tuple(rows))
    both = [{"id": "a", "label": "A", "reference": True}, {"id": "b", "label": "B"}]
    return study_of(
        RawWorkbook((sheet,), "0" * 64, False, ()),
        name="x.xlsx",
        spec=protocol(design, arm=both, endpoint=[OS]),
    )


def about_arms(read):
    return [(i.severity, i.rule, i.sheet) for i in read.issues if i.rule.startswith("arm")]


@pytest.mark.parametrize("design", ["randomised", "observational"])
def test_without_the_column_everybody_is_one_group(design):
    read = study("ABAB", HEADER[:4], design)
    assert about_arms(read) == [("error", "arms_unknown", "Sheet1")]
    (issue,) = (i for i in read.issues if i.rule == "arms_unknown")
    assert "no column arm" in issue.message
    assert "[columns]" in issue.remedy
    cohort = Cohort(read, read.spec.default_population.id)
    assert cohort.n == 4
    results = run_catalogue(cohort)
    groups = {e.group for result in results for e in result.estimates}
    assert groups == {"all"}
    assert not any(result.analysis in ("cox", "log_rank") for result in results)


def test_arms_nobody_can_read_are_one_group_too():
    read = study(["Ctrl", "Exp", "Ctrl", "Exp"])
    assert ("error", "arms_unknown", "Sheet1") in about_arms(read)
    assert Cohort(read, "itt").n == 4


def test_blank_arms():
    read = study([None] * 4)
    assert ("error", "arms_unknown", "Sheet1") in about_arms(read)


def test_one_arm_alone_cannot_be_compared():
    read = study("AAAA")
    assert about_arms(read) == [("error", "arm_empty", "Sheet1")]
    assert [a.id for a in read.spec.arms] == ["a", "b"]
    run_catalogue(Cohort(read, "itt"))


def test_arms_with_patients_are_no_issue():
    assert about_arms(study("ABAB")) == []
