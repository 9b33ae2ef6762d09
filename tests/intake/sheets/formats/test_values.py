"""Single values as the parser of spreadsheets hands them on, and the day a file was saved."""

import datetime as dt
from types import SimpleNamespace

import pytest

from outcomes.intake.sheets.formats.workbook import _saved, _value


@pytest.mark.parametrize(
    ("value", "raw"),
    [
        ("a ", "a "), ("  ", None), ("", None), (3.0, 3), (3.5, 3.5), (-2.0, -2), (0.0, 0),
        (1e17, 10**17), (1e18, 1e18), (float("inf"), "inf"), (float("nan"), "nan"), (True, True),
        (dt.timedelta(hours=26, minutes=30), "26:30:00"), (dt.timedelta(seconds=65), "0:01:05"),
        (dt.timedelta(seconds=59.6), "0:01:00"), (dt.date(2024, 1, 2), dt.date(2024, 1, 2)),
    ],
)  # fmt: skip
def test_a_value_of_the_parser(value, raw):
    found = _value(value)
    assert (found, type(found)) == (raw, type(raw))


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2024-03-05T10:00:00Z", dt.date(2024, 3, 5)), (" 2024-03-05 ", dt.date(2024, 3, 5)),
        ("yesterday", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_the_day_a_file_was_saved(stamp, day):
    stamps = {} if stamp is None else {("docProps/core.xml", "modified"): stamp}
    assert _saved(SimpleNamespace(properties=stamps)) == day
