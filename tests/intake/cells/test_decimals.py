"""The decimal mark of a column, worked by hand: what its cells, then its file, tell of it."""

import pytest

from outcomes.dictionary import columns_of
from outcomes.intake.cells.cleaning import Context
from outcomes.intake.cells.column import read_column
from outcomes.intake.cells.decimals import decimal_of, mark_of, number_of

CA199 = columns_of("patients")["ca199"]
VOLUME = columns_of("ascites")["volume_ml"]


@pytest.mark.parametrize(
    ("token", "mark"),
    [
        ("4", ""), ("4.", ""), ("4,3", ","), ("4,33", ","), ("4,3371", ","), ("4.3", "."),
        (".5", "."), ("0,125", ","), ("0.125", "."), ("4,337", None), ("4.337", None),
        ("12,345", None), ("1234,567", ","), ("1,234,567", "."), ("1.234.567", ","),
        ("1.234,5", ","), ("1,234.5", "."), ("-4,337", None), ("1.5e3", "."), ("2023.5.6", ""),
    ],
)  # fmt: skip
def test_what_one_number_proves(token, mark):
    assert mark_of(token) == mark


@pytest.mark.parametrize(
    ("token", "decimal", "value"),
    [
        ("4,337", ",", 4.337), ("4,337", ".", 4337.0), ("4.337", ".", 4.337),
        ("4.337", ",", 4337.0), ("4,337", "", None), ("4,3", ".", 4.3), ("1.234,5", "", 1234.5),
        ("1,234.5", ",", 1234.5), ("1,234,567", "", 1234567.0), ("12,34.5", "", None),
        ("1.2.3", "", None), ("-0,5", "", -0.5), ("1.5e3", "", 1500.0), ("35.", "", 35.0),
    ],
)  # fmt: skip
def test_the_value_of_one_number(token, decimal, value):
    assert number_of(token, decimal) == value


def test_many_numbers_prove_one_mark_or_none():
    assert decimal_of(["4,337", "51,5", "7"]) == ","
    assert decimal_of(["4.337", "5.2"]) == "."
    assert decimal_of(["4,3", "5.2"]) == ""
    assert decimal_of(["4,337"]) == ""
    assert decimal_of(["2023.5", "4,3"]) == ","  # a month is no number


def read(cells, column=CA199, **context):
    found = read_column(column, Context(**context), cells)
    rules = [c.problem.rule if c.problem else None for c in found.cells]
    return [c.value for c in found.cells], rules, [p.rule for p in found.said]


def test_a_column_that_writes_decimal_commas_does_so_everywhere():
    values, rules, said = read(["4,3", "4,337", "1.250,5", 7.5, None])
    assert values == [4.3, 4.337, 1250.5, 7.5, None]
    assert rules == [None] * 5
    assert said == ["decimal_comma"]


def test_a_column_that_writes_decimal_points_has_commas_of_thousands():
    assert read(["4.3", "4,337", "12,345.5"]) == ([4.3, 4337.0, 12345.5], [None] * 3,
                                                  ["thousands_comma"])  # fmt: skip


def test_the_file_tells_what_the_column_does_not():
    file = ","
    assert read(["4,337", "12,051"], decimal_of_file=file) == (
        [4.337, 12.051],
        [None] * 2,
        ["decimal_comma"],
    )
    assert read(["1.250"], VOLUME, decimal_of_file=file)[0] == [1250.0]
    assert read(["4,337"], decimal_of_file=".")[0] == [4337.0]


def test_nobody_tells_and_it_is_asked():
    for cells in (["4,337"], ["4.337"], ["4,3", "5.2", "4,337"]):
        values, rules, said = read(cells)
        assert values[-1] is None
        assert rules[-1] == "decimal_mark"
        assert said == []
    assert read(["1.250"], VOLUME)[1] == ["decimal_mark"]


def test_the_protocol_answers_for_what_the_column_does_not_decide():
    assert read(["4,337"], decimal_mark=",")[0] == [4.337]
    assert read(["4,337"], decimal_mark=".")[0] == [4337.0]
    assert read(["4,3", "4,337"], decimal_mark=".")[0] == [4.3, 4.337]


def test_a_csv_of_commas_or_tabs_has_decimal_points():
    assert read(["4.337"], separator=",")[0] == [4.337]
    assert read(["4.337"], separator="\t")[0] == [4.337]
    assert read(["4.337"], separator=";")[0] == [None]
    assert read(["4,337"], separator=",")[0] == [None]


def test_what_the_protocol_declares_needs_no_word():
    assert read(["4,337"], decimal_mark=",")[2] == []
