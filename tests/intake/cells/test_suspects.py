"""Codes for unknown among measurements: which look like one, and what is done about them."""

import pytest

from outcomes.dictionary import Column, columns_of
from outcomes.intake.cells.cleaning import Context
from outcomes.intake.cells.column import read_column
from outcomes.intake.cells.suspects import suspects

LAB = Column("ldh", "number", "LDH", "LDH", "")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1, 2, -9], {-9}),
        ([0, 5, -1, -1], {-1}),
        ([-1, -2, 3], set()),  # others are below 0 too
        ([10, 20, 30, 999], {999}),
        ([10, 20, 40, 99, 99], {99}),
        ([10, 20, 60, 99, 99], set()),
        ([10, 20, 40, 99], set()),
        ([500, 5000, 999, 999], set()),
        ([10, 20, 9999, 999, 999], {999, 9999}),
        ([10, 20, 888], {888}),
        ([10, 20, 1500, 1500, 1500], {1500}),
        ([10, 20, 1500, 1500], set()),
        ([999, 999], set()),
        ([], set()),
    ],
)
def test_what_looks_like_a_code(values, found):
    assert suspects(map(float, values)) == found


def read(cells, column=LAB, **context):
    found = read_column(column, Context(**context), cells).cells
    return [(c.value, c.problem.rule if c.problem else None, c.unread) for c in found]


def test_a_suspect_is_asked_about_and_not_used():
    cells = [10, 20, 30, "999", 999]
    assert read(cells)[3:] == [(None, "suspected_code", True)] * 2
    (problem,) = {c.problem for c in read_column(LAB, Context(), cells).cells if c.problem}
    assert "one number 2 times" in problem.message
    assert "missing = " in problem.remedy


def test_a_declared_code_is_blank_and_a_declared_measurement_is_one():
    declared = {"missing": frozenset({"999", "-9"})}
    assert read([10, 999.0, "-9.0"], **declared)[1:] == [(None, "declared_missing", True)] * 2
    assert read([10, 20, 999], declared={"999": ("999",)})[2] == (999.0, None, False)


def test_a_code_declared_for_an_event_column_is_unknown_too():
    column = columns_of("patients")["death_date"]
    assert read(["2099-12-31"], column, missing=frozenset({"2099-12-31"})) == [
        (None, "declared_missing", True)
    ]


def test_study_days_may_be_negative():
    day = (
        columns_of("patients")["surgery_day"]
        if "surgery_day" in columns_of("patients")
        else (columns_of("surgery")["surgery_day"])
    )
    assert read([-1, 5, 20], day)[0] == (-1.0, None, False)
