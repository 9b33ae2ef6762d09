"""Numbers of SAS as dates: by the whole column, never by the cell."""

import datetime as dt

import pytest

from outcomes.intake.adam.dates import with_sas_dates
from tests.intake.adam.sheets import rules, sheet


def column(name, *cells):
    read, issues = with_sas_dates(sheet("adsl", name, *((cell,) for cell in cells)))
    return [row[0] for row in read.rows], issues


def test_days_since_1960():
    # 2014-01-02 is 54 years with 14 leap days after 1960-01-01: 54 * 365 + 14 + 1
    cells, issues = column("TRTSDT", 19725, "19726", None, "NA", 19725.0)
    assert cells == [dt.datetime(2014, 1, 2), dt.datetime(2014, 1, 3), None, None,
                     dt.datetime(2014, 1, 2)]  # fmt: skip
    assert rules(issues) == [("info", "sas_date", "adsl!A")]


def test_seconds_since_1960():
    cells, _ = column("ASTDTM", 19725 * 86_400 + 60)
    assert cells == [dt.datetime(2014, 1, 2, 0, 1)]


def test_the_form_of_a_sas_time():
    cells, _ = column("ASTDTM", "02JAN2014:11:45:00", "03Jan2014:00:00", None)
    assert cells == [dt.datetime(2014, 1, 2, 11, 45), dt.datetime(2014, 1, 3), None]


@pytest.mark.parametrize(
    "cells",
    [
        (41641, 41642),  # 2014 as a spreadsheet counts
        (19725, "2014-01-02"),  # two forms in one column
        (19725, 41641),
        ("2014-01-02",),
        (dt.datetime(2014, 1, 2),),
        (None, "NA"),
    ],
)
def test_what_is_something_else_stays(cells):
    assert column("TRTSDT", *cells) == (list(cells), [])


def test_other_columns_stay():
    assert column("AVAL", 19725) == ([19725], [])
    read, issues = with_sas_dates(sheet("adsl", "ADT"))
    assert (read.rows, issues) == ((), [])
