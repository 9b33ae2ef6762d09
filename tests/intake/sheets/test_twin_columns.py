"""Two columns of one meaning: the filled one is read, and two that disagree are an error."""

import datetime as dt

import pytest

from outcomes.model.file.unread import unread
from tests.intake.sheets.typed import issues, sheet, tables

DAY, OTHER = dt.date(2021, 5, 6), dt.date(2021, 6, 7)
TWINS = [
    ("death_date", ("Death_Date", "death_date"), DAY, OTHER),
    ("death_date", ("死亡日期", "死亡时间"), DAY, OTHER),
    ("age", ("Age", "age (years)"), 60, 61),
    ("age", ("年龄", "年龄（岁）"), 60, 61),
    ("sex", ("Sex", "性别"), "F", "M"),
    ("status", ("状态", "status"), "死亡", "存活"),
    ("prior_chemo", ("prior_chemo", "既往化疗"), "Y", "N"),
]


def read(twins, *pairs):
    rows = ([f"P{i}", "SOX", *pair] for i, pair in enumerate(pairs))
    return tables(sheet("patients", ["patient_id", "arm", *twins], *rows))


@pytest.mark.parametrize(("column", "twins", "value", "other"), TWINS)
@pytest.mark.parametrize("filled", [0, 1])
def test_the_filled_one_is_read(column, twins, value, other, filled):
    pairs = [tuple(v if i == filled else None for i in (0, 1)) for v in (value, None, other)]
    found = read(twins, *pairs)
    assert found.patients[column].notna().tolist() == [True, False, True]
    assert issues(found, "column_twice") == [("warning", f"patients!{'DC'[filled]}")]
    assert issues(found, "columns_disagree") == []


@pytest.mark.parametrize(("column", "twins", "value", "other"), TWINS)
def test_two_that_say_the_same_are_one(column, twins, value, other):
    found = read(twins, (value, value), (other, other), (None, None))
    assert found.patients[column].notna().tolist() == [True, True, False]
    assert [i.severity for i in found.issues if "column" in i.rule] == ["warning"]


@pytest.mark.parametrize(("column", "twins", "value", "other"), TWINS)
def test_two_that_disagree_are_an_error_of_the_column_and_nothing_is_known_of_that_patient(
    column, twins, value, other
):
    found = read(twins, (value, value), (value, other))
    severities = [severity for severity, _ in issues(found, "columns_disagree")]
    assert severities == ["error", "error"]  # the column, and the cell
    assert found.patients[column].notna().tolist() == [True, False]


@pytest.mark.parametrize(("column", "twins", "value", "other"), TWINS)
def test_neither_alone_may_lack_what_the_other_tells(column, twins, value, other):
    found = read(twins, (value, None), (None, other))
    assert {severity for severity, _ in issues(found, "columns_disagree")} == {"error"}
    assert found.patients[column].notna().sum() == 1  # what the column that is read tells


def test_a_death_that_only_the_other_column_tells_is_not_a_life():
    found = read(("Death_Date", "death_date"), (DAY, None), (None, OTHER), (None, None))
    assert unread(found.patients, "death_date").tolist() == [False, True, False]


@pytest.mark.parametrize("twins", [("Death", "Date of death"), ("死亡日期", "死亡")])
def test_whether_beside_when_is_no_date_and_decides_who_is_unknown(twins):
    whether, when = (0, 1) if twins[0] == "Death" else (1, 0)
    pairs = [("Y", DAY), ("N", None), ("Y", None), ("N", DAY)]
    found = read(twins, *((pair[whether], pair[when]) for pair in pairs))
    assert found.patients["death_date"].notna().tolist() == [True, False, False, False]
    assert unread(found.patients, "death_date").tolist() == [False, False, True, True]
    said = read(twins, *((pair[whether], pair[when]) for pair in pairs[:2]))
    assert issues(said, "columns_disagree") == []
