# ruff: noqa: E501  tables of dirty values, with Chinese counted as two columns
"""Numbers at the edges of their rules: limits, units, what stands around them."""

import datetime as dt

import pytest

from outcomes.dictionary import Column
from outcomes.intake.cells.cell import BLANK, Cleaned
from outcomes.intake.cells.numbers import (
    FACTORS,
    Written,
    clean_amount,
    clean_number,
    converted,
    read_written,
    token_of,
    within_range,
)
from tests.intake.cells.reading import DAY, P, read_cell

FREE = Column("x", "number", "X", "X", "")
SCORE = Column("x", "integer", "X", "X", "", low=0, high=39, bounded=True)
LAB = Column("x", "number", "X", "X", "", low=0.5, high=60, unit="g/l")
VOLUME = Column("x", "number", "X", "X", "", low=0, high=20_000, unit="ml", notation="amount")


def read(raw, column=FREE, **options):
    found = clean_number(raw, column, **options)
    return found.value, found.problem and found.problem.rule


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        (SCORE, 0, None), (SCORE, 39, None), (SCORE, -1, "out_of_range"),
        (SCORE, 40, "out_of_range"),
        (LAB, 0.5, None), (LAB, 60, None), (LAB, 0.49, "implausible"), (LAB, 60.1, "implausible"),
        (FREE, -1e9, None), (FREE, 1e9, None), (SCORE, 3.5, "not_whole"), (LAB, 3.5, None),
    ],
)  # fmt: skip
def test_a_limit_belongs_to_the_range(column, value, rule):
    assert read(value, column) == (None if rule else value, rule)
    assert read(str(value), column) == (None if rule else value, rule)


def test_a_column_may_have_one_limit_and_a_blank_lies_within():
    least = Column("x", "number", "X", "X", "", low=1)
    most = Column("x", "number", "X", "X", "", high=9)
    assert within_range(BLANK, least) is BLANK
    assert [within_range(Cleaned(v), c).value for c, v in ((least, 99.0), (most, -99.0))] == [
        99,
        -99,
    ]


@pytest.mark.parametrize(
    ("raw", "value"), [(1e15, 1e15), (-1e15, -1e15), (1e15 + 1, None), (-1e15 - 1, None)]
)
def test_beyond_a_thousand_billions_nothing_was_measured(raw, value):
    rule = None if value else "not_a_number"
    assert read(raw) == (value, rule)
    assert read(f"{raw:.0f}") == (value, rule)
    assert clean_amount(raw, FREE, True) == clean_number(raw, FREE)


@pytest.mark.parametrize(
    ("unit", "wanted", "factor"),
    [
        ("l", "ml", 1000), ("mm", "cm", 0.1), ("cm", "mm", 10), ("g/dl", "g/l", 10),
        ("h", "min", 60),
        ("min", "h", 1 / 60), ("days", "h", 24),
    ],
)  # fmt: skip
def test_units_that_are_only_arithmetic(unit, wanted, factor):
    column = Column("x", "number", "X", "X", "", unit=wanted)
    assert converted(Written(3.0, unit=unit), column) == pytest.approx(3 * factor)
    assert converted(Written(3.0, unit=wanted), column) == 3
    assert converted(Written(3.0), column) == 3
    assert converted(Written(3.0, unit="c"), column) is None
    assert len(FACTORS) == 7


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("35", Written(35.0)),
        ("-3.5", Written(-3.5)),
        ("约35", Written(35.0, about=True)),
        ("35左右", Written(35.0, about=True)),
        ("ca. 35", Written(35.0, about=True)),
        ("<35", Written(35.0, bound="<")),
        ("≥35 ml", Written(35.0, bound="≥", unit="ml")),
        ("大于35", Written(35.0, bound="大于")),
        ("30-35", Written(30.0, range=True)),
        ("约30~35ml", Written(30.0, about=True, range=True)),
        ("30ml-35ml", Written(30.0, range=True)),
        ("3,5", Written(3.5, comma=True)),
        ("35 ml(抽)", Written(35.0, unit="ml", note="(抽)")),
        ("35 thing", Written(35.0, note="thing")),
        ("35↑", Written(35.0, note="↑")),
    ],
)
def test_what_stands_around_a_number(text, written):
    assert read_written(text) == written


def test_a_mark_that_may_be_either_is_no_value_unless_the_column_tells():
    assert read_written("4,337").either
    assert read_written("4,337").value != read_written("4,337").value
    assert read_written("4,337", ",") == Written(4.337)
    assert read_written("4,337", ".") == Written(4337.0)
    assert read_written("4,3", ",") == Written(4.3)
    assert read_written("none") is None


def test_the_number_a_text_begins_with():
    assert [token_of(text) for text in ("<3,5 ml", "约4.", "ml 3", "-2")] == ["3,5", "4.", "", "-2"]


@pytest.mark.parametrize(
    "raw", [True, False, dt.date(2023, 5, 6), dt.datetime(2023, 5, 6), dt.time(8)]
)
def test_what_is_of_another_kind_is_no_number(raw):
    assert read(raw) == (None, "not_a_number")
    assert clean_amount(raw, VOLUME, True).problem.rule == "not_a_number"
    said = clean_number(raw, FREE).problem.message
    assert ("turned the entry into one" in said) != isinstance(raw, bool)


@pytest.mark.parametrize("note", ["o", "O", "l5", "I", "〇"])
def test_letters_like_digits(note):
    assert read(f"3{note}") == (None, "letter_in_number")
    assert read("3 in") == (None, "not_a_number")


@pytest.mark.parametrize(
    ("raw", "stated", "value", "rule"),
    [
        (0, False, 0.0, None), ("0", False, 0.0, None), (1, False, None, "amount_unit"),
        (1, True, 1.0, None), ("1 l", False, 1000.0, None), ("3 cm", True, None, "amount_depth"),
        ("3mm", True, None, "amount_depth"), ("<5 ml", True, None, "amount_interval"),
        ("5-9 ml", True, None, "amount_interval"), ("20000", True, 20_000.0, None),
        ("20 l", True, 20_000.0, None), ("21 l", True, None, "implausible"),
        ("约5 ml", True, 5.0, "approximate"), ("少量", True, None, "amount_word"),
        ("some", True, None, "not_a_number"), ("", True, None, None), (None, True, None, None),
    ],
)  # fmt: skip
def test_a_volume(raw, stated, value, rule):
    found = clean_amount(raw, VOLUME, stated)
    assert (found.value, found.problem and found.problem.rule) == (value, rule)


def test_what_is_wanted_is_said_with_its_unit():
    assert (
        clean_number("x", LAB).problem.remedy == "Write a plain number in g/l, or leave it blank."
    )
    assert clean_number("x", FREE).problem.remedy == "Write a plain number, or leave it blank."
    assert clean_number(61, LAB).problem.message == "x is outside 0.5 to 60 g/l; it is not used"
    assert clean_number(40, SCORE).problem.remedy == "X lies between 0 and 39."


@pytest.mark.parametrize(
    ("raw", "value", "rule"),
    [
        (35, 35.0, None), ("35", 35.0, None), ("３５．５", 35.5, None), ("35\u00a0", 35.0, None),
        ("35 g/L", 35.0, None), ("3.5 g/dL", 35.0, None), (".5e2", 50.0, None),
        ("34,5", 34.5, "decimal_comma"), ("<16", 16.0, "bound"), ("＞30", 30.0, "bound"),
        ("32.5↑", 32.5, "trailing_note"), ("35(复查)", 35.0, "trailing_note"),
        ("约35", 35.0, "approximate"), ("35左右", 35.0, "approximate"),
        ("3O", None, "letter_in_number"), ("30-35", None, "range"), ("阴性", None, "not_a_number"),
        ("35?", None, "questioned"), ("35 mmol", None, "not_a_number"), ("35 ml", None, "unit"),
        (True, None, "not_a_number"), (DAY, None, "not_a_number"), ("#DIV/0!", None, "not_a_number"),
        ("未查", None, None), ("", None, None), (None, None, None), (float("nan"), None, None),
        ("#N/A", None, None), (300, None, "implausible"),
    ],
)  # fmt: skip
def test_numbers(raw, value, rule):
    got, _, got_rule = read_cell(P["albumin"], raw)
    assert (got, got_rule) == (value if value is None else pytest.approx(value), rule)


@pytest.mark.parametrize(("raw", "value"), [("1,200", None), ("12,345.5", 12345.5), ("1,5", 1.5)])
def test_commas(raw, value):
    assert read_cell(P["ca199"], raw)[0] == value
    assert read_cell(P["ca199"], "1,200")[1:] == ("error", "decimal_mark")


def test_a_letter_o_is_never_read_as_zero():
    assert read_cell(P["cea"], "1O0") == (None, "error", "letter_in_number")


def test_scores_have_limits_and_measurements_have_plausible_ranges():
    assert read_cell(P["pci"], 40) == (None, "error", "out_of_range")
    assert read_cell(P["pci"], 3.5) == (None, "error", "not_whole")
    assert read_cell(P["age"], 999) == (None, "warning", "implausible")
    assert read_cell(P["age"], 101) == (101.0, None, None)
    assert read_cell(P["ascites_ml"], -1) == (None, "warning", "implausible")


@pytest.mark.parametrize(
    ("raw", "value", "rule"),
    [
        ("3L", 3000.0, None), ("1.5L", 1500.0, None), ("800ml", 800.0, None), ("800 mL", 800.0, None),
        (800, 800.0, None), ("0", 0.0, None), ("1500(引流后)", 1500.0, "trailing_note"),
        ("约500", 500.0, "approximate"), (">1000ml", None, "amount_interval"),
        ("＞1000", None, "amount_interval"), ("500-800", None, "amount_interval"),
        ("5.2cm", None, "amount_depth"), ("少量", None, "amount_word"), ("无", None, "amount_word"),
        ("包裹性", None, "amount_word"), ("-", None, None), (None, None, None),
    ],
)  # fmt: skip
def test_ascites_volumes(raw, value, rule):
    got, _, got_rule = read_cell(P["ascites_ml"], raw)
    assert (got, got_rule) == (value, rule)


@pytest.mark.parametrize("raw", [5, "5", 1.2, 800])
def test_a_volume_without_a_unit_anywhere_is_left_open(raw):
    assert read_cell(P["ascites_ml"], raw, unit_stated=False) == (None, "warning", "amount_unit")


def test_no_volume_needs_no_unit():
    assert read_cell(P["ascites_ml"], 0, unit_stated=False) == (0.0, None, None)
