"""What a file as a whole says: until when its dates can be, how it writes numbers."""

import datetime as dt
from dataclasses import replace

import pytest

from outcomes.intake.cells.file_facts import NOTHING_KNOWN, FileFacts, file_facts
from outcomes.intake.gate.raw import RawSheet, RawWorkbook

TODAY = dt.date(2024, 6, 1)
DAY = dt.timedelta(days=1)


def book(*cells, saved=None):
    rows = tuple((cell,) for cell in cells)
    sheet = RawSheet("patients", ("x",), ("A",), tuple(range(2, len(rows) + 2)), rows)
    return RawWorkbook((sheet,), "", False, (), saved=saved)


def test_nothing_is_later_than_the_day_of_saving_or_today():
    assert file_facts(book(), TODAY).latest == TODAY + DAY  # it is tomorrow elsewhere
    assert file_facts(book(saved=dt.date(2023, 1, 1)), TODAY).latest == dt.date(2023, 1, 2)
    assert file_facts(book(saved=dt.date(2099, 1, 1)), TODAY).latest == TODAY + DAY


def test_a_day_of_saving_before_many_dates_is_not_believed():
    saved = dt.date(2020, 1, 1)
    early, late = dt.datetime(2019, 5, 1), dt.datetime(2022, 5, 1)
    one = book(*[early] * 39, late, saved=saved)
    assert file_facts(one, TODAY).latest == saved + DAY
    many = book(*[early] * 20, *[late] * 20, saved=saved)
    assert file_facts(many, TODAY).latest == TODAY + DAY
    far = book(*[early] * 20, *[dt.datetime(2099, 12, 31)] * 20, saved=saved)
    assert file_facts(far, TODAY).latest == saved + DAY


def test_numbers_written_as_text_prove_the_decimal_mark_of_the_file():
    assert file_facts(book("51,5", "4,337", "note, 3"), TODAY).decimal == ","
    assert file_facts(book("51.5", "2023.5.6"), TODAY).decimal == "."
    assert file_facts(book("51,5", "51.5"), TODAY).decimal == ""
    assert file_facts(book("５１，５"), TODAY).decimal == ","


def test_a_file_nobody_looked_at_says_nothing():
    assert NOTHING_KNOWN == FileFacts(date_1904=False, latest=dt.date.max, decimal="")
    workbook = book("51,5")
    assert not file_facts(workbook, TODAY).date_1904
    assert file_facts(replace(workbook, date_1904=True), TODAY).date_1904


@pytest.mark.parametrize(("late", "believed"), [(5, True), (6, False)])
def test_one_date_in_twenty_may_be_later_than_the_day_of_saving(late, believed):
    saved = dt.date(2020, 1, 1)
    days = [dt.datetime(2019, 5, 1)] * (100 - late) + [dt.datetime(2022, 5, 1)] * late
    latest = file_facts(book(*days, saved=saved), TODAY).latest
    assert latest == (saved if believed else TODAY) + DAY


def test_the_day_after_saving_and_tomorrow_are_not_late():
    saved = dt.date(2020, 1, 1)
    near = [dt.datetime(2020, 1, 2)] * 10
    assert file_facts(book(*near, saved=saved), TODAY).latest == saved + DAY
    tomorrow = [dt.datetime(2024, 6, 2)] * 10
    assert file_facts(book(*tomorrow, saved=saved), TODAY).latest == TODAY + DAY
    later = [dt.datetime(2024, 6, 3)] * 10
    assert file_facts(book(*later, saved=saved), TODAY).latest == saved + DAY


def test_numbers_inside_of_words_and_very_long_ones_prove_nothing():
    assert file_facts(book("x 51,5", "5" * 24 + ",5"), TODAY).decimal == ""
    assert file_facts(book("5" * 21 + ",5"), TODAY).decimal == ","
