"""The unit of AVAL by hand: what is stated, what the dates say, what rounding explains."""

import pandas as pd
import pytest

from outcomes.intake.adam.time_units import (
    days_between,
    decimals,
    differences,
    label_and_unit,
    stated_units,
    unit_by_dates,
)

NONE = float("nan")


def records(*rows):
    """Return records of (STARTDT, ADT, AVAL)."""
    start, end, value = zip(*rows, strict=True)
    return pd.DataFrame(
        {"STARTDT": pd.to_datetime(list(start)), "ADT": pd.to_datetime(list(end)), "AVAL": value}
    )


@pytest.mark.parametrize(
    ("param", "expected"),
    [
        ("Overall Survival (months)", ("Overall Survival", "months")),
        ("OS [in Days]", ("OS", "days")),
        ("Time to event (ITT)", ("Time to event (ITT)", "")),
        ("Overall Survival", ("Overall Survival", "")),
    ],
)
def test_a_unit_stands_in_brackets_behind_the_name(param, expected):
    assert label_and_unit(param) == expected


def test_the_column_of_units_comes_before_the_names():
    both = pd.DataFrame({"AVALU": ["MONTHS", None], "PARAM": ["OS (days)", "PFS"]})
    assert stated_units(both) == {"months"}
    assert stated_units(both.drop(columns="AVALU")) == {"days"}
    assert stated_units(pd.DataFrame({"AVALU": ["mmHg"]})) == set()


def test_days_count_the_first_and_the_last():
    found = records(("2024-01-01", "2024-01-10", 10.0), ("2024-01-01", None, 3.0))
    assert days_between(found).tolist()[0] == 10
    assert days_between(found).isna().tolist() == [False, True]
    assert days_between(found[["AVAL"]]).isna().all()


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        ((31.0, 61.0), "days"),
        ((1.0, 2.0), "months"),
        ((4.4, 8.7), "weeks"),
        ((500.0, 700.0), ""),
        ((31.0, 700.0), ""),  # one of two is not nine of ten
        ((NONE, NONE), ""),
        ((31.0, NONE), "days"),  # who has no value does not count
    ],
)
def test_the_unit_is_that_in_which_nine_of_ten_agree(values, unit):
    ends = ("2024-01-31", "2024-03-01")
    found = records(*[("2024-01-01", end, v) for end, v in zip(ends, values, strict=True)])
    assert unit_by_dates(found) == unit


def test_nine_of_ten_are_enough():
    rows = [("2024-01-01", "2024-01-31", 31.0)] * 9 + [("2024-01-01", "2024-01-31", 700.0)]
    assert unit_by_dates(records(*rows)) == "days"
    assert unit_by_dates(records(*rows, rows[-1])) == ""


def test_a_day_more_or_less_agrees_and_two_do_not():
    for value, unit in ((32.0, "days"), (30.0, "days"), (33.0, ""), (29.0, "")):
        assert unit_by_dates(records(("2024-01-01", "2024-01-31", value))) == unit


def test_a_difference_is_what_rounding_does_not_explain():
    # A month has 30.4375 days: with one decimal 0.05 of it, 1.52 days, are rounding.
    found = records(("2024-01-01", "2024-01-31", 1.0), ("2024-01-01", "2024-01-31", 1.1))
    assert differences(found, "months").tolist() == pytest.approx([0, 1.1 * 30.4375 - 31])
    assert differences(found, "days").tolist() == pytest.approx([-30, -29.9])
    # Of days nothing is rounded, but what a float leaves is none either.
    whole = records(("2024-01-01", "2024-01-30", 30.0000001), ("2024-01-01", "2024-01-30", 30.4))
    assert differences(whole, "days").tolist() == [0, pytest.approx(0.4)]


def test_decimals_are_those_the_values_need():
    cases = ((1.0, 2.0), (1.5, 2.0), (1.25, NONE), (1 / 3, 1.0))
    assert [decimals(pd.Series(values)) for values in cases] == [0, 1, 2, 6]
