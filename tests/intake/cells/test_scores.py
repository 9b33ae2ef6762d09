"""ECOG and grades as they are written, and what each must become."""

import datetime as dt

import pytest

from tests.intake.cells.reading import A, P, read_cell


@pytest.mark.parametrize(
    ("raw", "value", "severity"),
    [
        (1, 1.0, None), ("1", 1.0, None), ("1分", 1.0, None), ("PS=1", 1.0, None),
        ("ECOG 1", 1.0, None), ("0-1", None, "warning"), ("KPS 80", None, "error"),
        (80, None, "error"), ("80", None, "error"), (6, None, "error"), ("不详", None, None),
        (dt.datetime(2023, 1, 2), None, "error"),
    ],
)  # fmt: skip
def test_ecog(raw, value, severity):
    assert read_cell(P["ecog"], raw)[:2] == (value, severity)


def test_a_karnofsky_index_in_the_ecog_column_is_named():
    assert read_cell(P["ecog"], "KPS 80")[2] == read_cell(P["ecog"], 80)[2] == "ecog_or_kps"


@pytest.mark.parametrize(
    ("raw", "value", "rule"),
    [
        (3, 3.0, None), ("3", 3.0, None), ("III", 3.0, None), ("Ⅲ", 3.0, None), ("Ⅲ度", 3.0, None),
        ("3级", 3.0, None), ("G3", 3.0, None), ("grade 3", 3.0, None), ("IV", 4.0, None),
        ("I", 1.0, None), ("ii", 2.0, None), ("V", 5.0, None), ("5", 5.0, None),
        ("3-4", 4.0, "range"), ("Ⅱ-Ⅲ度", 3.0, "range"), ("4–1", 4.0, "range"),
        ("轻度", 1.0, "grade_word"), ("中度", 2.0, "grade_word"), ("重度", 3.0, "grade_word"),
        ("危及生命", 4.0, "grade_word"), ("Mild", 1.0, "grade_word"),
        ("moderate", 2.0, "grade_word"), ("severe", 3.0, "grade_word"),
        ("life-threatening", 4.0, "grade_word"),
        (6, None, "out_of_range"), ("G6", None, "out_of_range"), (0, None, "out_of_range"),
        ("高", None, "not_a_number"), (None, None, None),
    ],
)  # fmt: skip
def test_grades(raw, value, rule):
    got, _, got_rule = read_cell(A["grade"], raw)
    assert (got, got_rule) == (value, rule)
