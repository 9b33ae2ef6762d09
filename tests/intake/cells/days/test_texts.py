"""What a text gives of a date, and the time of day behind it."""

import datetime as dt

import pytest

from outcomes.intake.cells.days.clock import clock_in
from outcomes.intake.cells.days.texts import (
    full_year,
    parts_of,
    triple_of,
    without_year,
    zone_of,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2023-05-06", (2023, 5, 6, "")),
        ("2023年5月6日 8:30", (2023, 5, 6, " 8:30")),
        ("20230506", (2023, 5, 6, "")),
        ("20230500", (2023, 5, None, "")),
        ("23年5月6日", (2023, 5, 6, "")),
        ("6 May 2023", (2023, 5, 6, "")),
        ("6-May-23", (2023, 5, 6, "")),
        ("6 May 99", (1999, 5, 6, "")),
        ("May 6, 2023", (2023, 5, 6, "")),
        ("2023 May 6", (2023, 5, 6, "")),
        ("2023.5", (2023, 5, None, "")),
        ("2023年5月", (2023, 5, None, "")),
        ("May 2023", (2023, 5, None, "")),
        ("5/2023", (2023, 5, None, "")),
        ("UN-MAY-2023", (2023, 5, None, "")),
        ("2023", (2023, None, None, "")),
        ("UN/UN/2023", (2023, None, None, "")),
    ],
)
def test_a_text_whose_form_tells_the_order(text, parts):
    assert parts_of(text) == parts


@pytest.mark.parametrize("text", ["5/6/2023", "6 Foo 2023", "5-6", "", "12345"])
def test_a_text_whose_form_does_not(text):
    assert parts_of(text) is None


def test_two_digits_are_of_this_century_up_to_69():
    assert [full_year(n) for n in (0, 23, 69, 70, 99)] == [2000, 2023, 2069, 1970, 1999]


def test_three_numbers_in_an_order_the_column_tells():
    assert triple_of("5/6/2023 8:30") == (5, 6, 2023, True, "8:30")
    assert triple_of("5/6/23") == (5, 6, 23, False, "")
    assert triple_of("2023/5/6") is None
    assert triple_of("May 6") is None
    assert [without_year(text) for text in ("5-6", "5月6日", "5/6/23", "May")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        (" 8:30", ((8, 30), "", "")),
        ("T08:30:15.5Z", ((8, 30, 15), "Z", "")),
        (" 8:30 pm", ((20, 30), "", "")),
        (" 12:30 pm", ((12, 30), "", "")),
        (" 12:30 am", ((0, 30), "", "")),
        (" 1:05 a.m. fasting", ((1, 5), "", "fasting")),
        (" 下午3时", ((15,), "", "")),
        (" 上午8点05分", ((8, 5), "", "")),
        (" 14h", ((14,), "", "")),
        (" 23:59 +08:00", ((23, 59), "+08:00", "")),
    ],
)
def test_a_time_of_day(text, clock):
    time, zone, rest = clock
    found = clock_in(text)
    assert (found.time, found.zone, found.rest) == (dt.time(*time), zone, rest)


def test_what_is_no_time_of_day_is_none_or_refused():
    assert clock_in(" (estimated)") is None
    assert clock_in(" 8") is None
    for text in (" 13:00 am", " 24:00", " 8:60", " 25时"):
        with pytest.raises(ValueError, match=r"."):
            clock_in(text)


def test_the_zone_of_a_text_with_a_date():
    assert zone_of("2023-05-06T08:30Z") == "Z"
    assert [zone_of(t) for t in ("2023-05-06", "2023-05-06 8:30", "2023-05-06 25:00Z", "x")] == (
        [""] * 4
    )
