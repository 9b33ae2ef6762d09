"""Whether day, month or year comes first: by all cells of a column together."""

import datetime as dt

import pytest

from outcomes.intake.cells.days.order import order_of, readings_of

LATEST = dt.date(2024, 6, 30)


def test_a_day_is_read_in_every_order_that_gives_one_between_the_ends():
    may, june = dt.date(2023, 6, 5), dt.date(2023, 5, 6)
    assert readings_of("5/6/2023", LATEST) == {"dmy": may, "mdy": june}
    assert readings_of("13/6/2023", LATEST) == {"dmy": dt.date(2023, 6, 13)}
    short = {"dmy": may, "mdy": june, "ymd": dt.date(2005, 6, 23)}
    assert readings_of("5/6/23", LATEST) == short
    assert readings_of("2023-06-05", LATEST) == {}
    assert set(readings_of("1/1/1901", LATEST)) == {"dmy", "mdy"}
    assert readings_of("31/12/1900", LATEST) == {}
    assert readings_of("30/6/2024", LATEST) == {"dmy": LATEST}
    assert readings_of("1/7/2024", LATEST) == {"mdy": dt.date(2024, 1, 7)}


@pytest.mark.parametrize(
    ("texts", "declared", "order"),
    [
        (("5/6/2023", "13/6/2023"), "", "dmy"),
        (("5/6/2023", "6/13/2023"), "", "mdy"),
        (("13/6/2023", "6/13/2023"), "", "mixed"),
        (("5/6/2023", "7/8/2023"), "", ""),
        (("5/6/2023", "7/8/2023"), "dmy", "dmy"),
        (("5/6/2023", "7/8/2023"), "ymd", ""),
        (("13/6/2031",), "", "dmy"),  # later than today, but of one order
        (("2023-06-05", "x"), "dmy", ""),
    ],
)
def test_the_order_that_fits_every_cell(texts, declared, order):
    assert order_of(texts, LATEST, declared) == order
