"""What a cell says, before anything is made of it."""

import datetime as dt

import pytest

from outcomes.intake.cells.cell import (
    Cleaned,
    Problem,
    as_text,
    code_key,
    error,
    filled,
    flagged,
    is_none,
    noted,
    quoted,
    unresolved,
)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (None, ""), (7.0, "7"), (7.5, "7.5"), (-7.0, "-7"), (7, "7"), (True, "True"),
        (1e15 - 1, "999999999999999"), (1e15, "1000000000000000.0"), (" Ａ\u00a0 b ", "A b"),
        (dt.datetime(2023, 5, 6), "2023-05-06"), (dt.date(2023, 5, 6), "2023-05-06"),
        (dt.datetime(2023, 5, 6, 8, 30), "2023-05-06 08:30:00"), (dt.time(8, 30), "08:30:00"),
    ],
)  # fmt: skip
def test_a_cell_is_the_text_a_person_would_type(raw, text):
    assert as_text(raw) == text


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (True, "(a logical value)"), (7, "(a number)"), (7.5, "(a number)"), (None, "(blank)"),
        (dt.datetime(2023, 5, 6), "(a date)"), (dt.date(2023, 5, 6), "(a date)"),
        (dt.time(8), "(a time of day)"), ("2023-05-06", "(a date)"), ("7,5", "(a number as text)"),
        (" -7 ", "(a number as text)"), (".5", "(a number as text)"), ("7a", "(a text)"),
        ("", "(a text)"),
    ],
)  # fmt: skip
def test_a_message_says_what_kind_of_entry_there_is(raw, kind):
    assert quoted(raw) == kind


def test_what_says_nothing_is_not_filled():
    assert [filled(cell) for cell in (None, "", "n/a", " － ", "none")] == [False] * 5
    assert [filled(cell) for cell in (0, False, 0.0, "0", "no", dt.date(2023, 5, 6))] == [True] * 6


def test_none_is_a_word():
    assert [is_none(cell) for cell in ("None", "无", "no", None, 0)] == [True, True] + [False] * 3


def test_declared_entries_are_compared_as_numbers_where_they_are():
    assert {code_key(text) for text in ("-9", "-9.0", " -9 ")} == {"-9"}
    assert code_key("N/A") == code_key("n/a")


def test_what_is_unread_is_what_has_no_value_or_only_a_wrong_one():
    assert [c.unread for c in (Cleaned(1.0), Cleaned(None))] == [False, False]
    assert [c.unread for c in (error("r", "m"), unresolved("r", "m"))] == [True, True]
    assert [c.unread for c in (flagged(1.0, "r", "m"), noted(1.0, "m"))] == [False, False]
    assert Cleaned(1.0, Problem("error", "r", "m")).unread
    assert Cleaned(None, Problem("info", "declared_missing", "m")).unread
    assert not Cleaned(None, Problem("info", "date_never", "m")).unread


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("4,3", "(a number as text)"), ("-7", "(a number as text)"), ("2021.5.6", "(a text)"),
        ("张三", "(a text)"), (4.5, "(a number)"), (True, "(a logical value)"),
        (dt.datetime(2021, 5, 6), "(a date)"), (dt.time(8), "(a time of day)"),
    ],
)  # fmt: skip
def test_messages_say_what_kind_of_entry_it_is(raw, kind):
    assert quoted(raw) == kind
