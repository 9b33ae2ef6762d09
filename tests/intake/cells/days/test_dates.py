"""Dates and times: what a column decides, what is asked, what is an interval, what cannot be."""

import datetime as dt

import pytest

from outcomes.dictionary import columns_of
from outcomes.intake.cells.cleaning import Context, cleaner_for
from outcomes.intake.cells.column import read_column
from outcomes.intake.cells.days.clock import clock_in
from outcomes.intake.cells.days.dates import DateStyle
from outcomes.intake.cells.days.order import order_of, readings_of
from outcomes.intake.cells.days.texts import parts_of
from tests.intake.cells.reading import DAY, A, P, read_cell

DEATH = columns_of("patients")["death_date"]
ONSET = columns_of("adverse_events")["start_datetime"]
LATEST = dt.date(2024, 6, 30)


def read(cells, column=DEATH, order="", **style):
    context = Context(date_order=order, dates=DateStyle(**{"latest": LATEST} | style))
    found = read_column(column, context, cells)
    values = [c.value and (c.value.date() if column is DEATH else c.value) for c in found.cells]
    return values, [c.problem.rule if c.problem else None for c in found.cells], found


def day(year, month, number):
    return dt.date(year, month, number)


@pytest.mark.parametrize(
    ("cells", "order", "second"),
    [
        (["25.12.21", "06.05.21"], "dmy", day(2021, 5, 6)),
        (["12/25/2021", "5/6/2021"], "mdy", day(2021, 5, 6)),
        (["25/12/2021", "5/6/2021"], "dmy", day(2021, 6, 5)),
        (["21.12.25", "21.5.6"], "ymd", day(2021, 5, 6)),  # as day, month, year: 2025, not yet
        (["22-1-30", "21-05-06"], "ymd", day(2021, 5, 6)),
        (["31-12-98", "06-05-99"], "dmy", day(1999, 5, 6)),
    ],
)
def test_the_column_decides_the_order_for_all_its_dates(cells, order, second):
    values, rules, found = read(cells)
    assert values[1] == second
    assert rules == [None, None]
    assert order_of(cells, LATEST) == order
    assert [(p.severity, p.rule) for p in found.said] == [("info", "date_order")]


@pytest.mark.parametrize(
    ("cells", "orders"),
    [
        (["6/5/2021", "1/2/2021"], "day first or month first"),
        (["21.12.20", "20.11.19"], "day first or year first"),
    ],
)
def test_an_order_nobody_decides_is_asked_and_answered_in_the_protocol(cells, orders):
    values, rules, found = read(cells)
    assert values == [None, None]
    assert rules == ["date_order"] * 2
    assert all(c.unread and "date_order" in c.problem.remedy for c in found.cells)
    assert all(f"may be {orders}, and" in c.problem.message for c in found.cells)
    assert read(cells, order="dmy")[1] == [None, None]


def test_a_column_is_not_overruled_by_the_protocol():
    assert read(["25/12/2021", "5/6/2021"], order="mdy")[0][1] == day(2021, 6, 5)


def test_a_column_of_two_orders_is_not_read_and_nothing_of_it_guessed():
    values, rules, _ = read(["25/12/2021", "12/25/2021", "5/6/2021", "2021-05-06"], order="dmy")
    assert values == [None, None, None, day(2021, 5, 6)]
    assert rules == ["date_order_mixed"] * 3 + [None]


def test_a_date_that_is_the_same_in_every_order_is_read():
    assert read(["5/5/2021"])[0] == [day(2021, 5, 5)]
    assert readings_of("5/5/2021", LATEST) == {"dmy": day(2021, 5, 5), "mdy": day(2021, 5, 5)}


@pytest.mark.parametrize(
    "text",
    [
        "2023-05", "2023.5", "2023/05", "2023年5月", "May 2023", "May-2023", "MAY2023", "2023 May",
        "UNK-MAY-2023", "UN/MAY/2023", "UNK MAY 2023", "??-05-2023", "05/2023", "XX.05.2023",
        "2023-05-UN", "2023-05-??", "2023-05-00", "2023-05--", "--MAY2023", "May, 2023",
    ],
)  # fmt: skip
def test_a_month_is_an_interval_and_not_a_day(text):
    values, rules, found = read([text])
    assert values == [None], text
    assert rules == ["date_month_only"], text
    assert "only the month" in found.cells[0].problem.message
    assert found.cells[0].unread
    assert read([text], midpoint=True)[:2] == ([day(2023, 5, 15)], ["date_month_only"])


@pytest.mark.parametrize("text", ["2023", "2023年", "UNK-UNK-2023", "2023-UN-UN", "un 2023"])
def test_a_year_is_no_date_in_any_case(text):
    assert read([text], midpoint=True)[:2] == ([None], ["date_year_only"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01JAN2023", (2023, 1, 1)), ("01JAN2023:10:00:00", (2023, 1, 1)),
        ("01-Jan-23", (2023, 1, 1)), ("1 January 2023", (2023, 1, 1)),
        ("Sept 5, 2023", (2023, 9, 5)), ("2023-MAY-06", (2023, 5, 6)), ("2023 May 6", (2023, 5, 6)),
        ("23年5月6日", (2023, 5, 6)), ("01-Foo-2023", None), ("2023.5.6.7", (2023, 5, 6)),
    ],
)  # fmt: skip
def test_forms_that_tell_their_own_order(text, expected):
    found = parts_of(text)
    assert (found and found[:3]) == expected


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2023-05-06 2:30 PM", (14, 30)), ("2023-05-06 12:05 am", (0, 5)),
        ("2023-05-06 12:05pm", (12, 5)), ("2023/5/6 下午2:30", (14, 30)),
        ("2023-05-06 上午 9:15:30", (9, 15, 30)), ("2023-05-06 下午14:30", (14, 30)),
        ("2023年5月6日 14时30分", (14, 30)), ("2023-05-06 14点", (14, 0)),
        ("2023-05-06 8 a.m.", (8, 0)),
        ("06MAY2023:10:00:00.000", (10, 0)), ("2023-05-06T10:00:05Z", (10, 0, 5)),
        ("2023-05-06T10:00:00+08:00", (10, 0)), ("2023-05-06 10:00 UTC", (10, 0)),
        ("2023-05-06 14h30", (14, 30)), ("2023-05-06", (0, 0)),
    ],
)  # fmt: skip
def test_times_of_day_are_read_whole(text, time):
    values, rules, _ = read([text], ONSET)
    assert values == [dt.datetime(2023, 5, 6, *time)], text
    assert rules == [None]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2023-05-06 25:70", "not_a_date"), ("2023-05-06 13:00 am", "not_a_date"),
        ("2023-05-06 1430", "time_not_read"), ("2023-05-06 14.30", "two_dates"),
        ("2023-05-06 10:00:00:99", "time_not_read"),
    ],
)  # fmt: skip
def test_times_of_day_are_never_half_read(text, rule):
    assert read([text], ONSET)[:2] == ([None], [rule])


def test_one_time_zone_is_said_and_several_are_refused():
    one = ["2023-05-06T10:00:00+08:00", "2023-05-07T10:00:00+08:00"]
    _, rules, found = read(one, ONSET)
    assert rules == [None, None]
    assert [p.rule for p in found.said] == ["time_zone"]
    values, rules, _ = read([*one, "2023-05-08T10:00:00Z", "2023-05-09 10:00"], ONSET)
    assert rules == ["time_zones"] * 3 + [None]
    assert values[3] == dt.datetime(2023, 5, 9, 10)


def test_what_follows_a_date_is_no_time_of_it():
    assert clock_in(" 3 cycles") is None
    assert clock_in("") is None
    assert clock_in(" 14:30 after lunch").rest == "after lunch"


@pytest.mark.parametrize(
    "raw", [dt.datetime(2032, 3, 1), "2032-03-01", 48274, dt.date(2032, 3, 1), "1/3/2032"]
)
def test_the_future_has_not_happened(raw):
    assert read([raw], order="dmy")[:2] == ([None], ["date_in_future"])
    assert read([raw], order="dmy")[2].cells[0].unread
    assert read([LATEST.isoformat()])[1] == [None]


@pytest.mark.parametrize(
    "raw", [dt.datetime(2099, 12, 31), "9999-12-31", dt.datetime(2100, 1, 1), "31.12.2999"]
)
def test_the_end_of_all_days_stands_for_no_date(raw):
    values, rules, found = read([raw], order="dmy")
    assert (values, rules) == ([None], ["date_never"])
    assert found.cells[0].problem.severity == "error"
    assert not found.cells[0].unread


def test_three_numbers_that_are_no_day_in_any_order_are_no_date():
    assert read(["45.13.2023"])[:2] == ([None], ["not_a_date"])


@pytest.mark.parametrize(
    ("text", "value", "rule"),
    [
        ("2024-06", day(2024, 6, 15), "date_month_only"),
        ("2024-07", None, "date_in_future"),
        ("1900-06", None, "not_a_date"),
    ],
)
def test_the_middle_of_a_month_has_to_be_possible_too(text, value, rule):
    assert read([text], midpoint=True)[:2] == ([value], [rule])


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (10_000, day(1927, 5, 18)), (9_999, None), (10_000.5, day(1927, 5, 18)),
        ("10000.5", day(1927, 5, 18)), (45_292, day(2024, 1, 1)), (-45_292, None),
        (19_010_101, day(1901, 1, 1)), (19_001_231, None), (True, None), (1e15, None),
    ],
)  # fmt: skip
def test_which_numbers_are_days(raw, value):
    assert read([raw])[0] == [value]


def test_the_first_and_the_last_year_of_a_date():
    late = {"latest": dt.date.max}
    assert read(["2100-06-01"], **late)[0] == [day(2100, 6, 1)]
    assert read(["2101-06-01"], **late)[0] == [None]
    assert read(["1901-01-01"], **late)[0] == [day(1901, 1, 1)]
    assert read(["1900-06-01"], **late)[0] == [None]


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        ("2089-12-31", "date_in_future"), ("2090-12-31", "date_never"),
        ("2090-01-01", "date_never"), ("2090-12-30", "date_in_future"),
        ("2090-01-31", "date_in_future"),
    ],
)  # fmt: skip
def test_which_days_stand_for_never(raw, rule):
    assert read([raw])[1] == [rule]


def test_a_time_of_day_among_the_serials_is_kept_to_the_second():
    assert read([45052.75001], ONSET)[0] == [dt.datetime(2023, 5, 6, 18, 0, 1)]
    assert read(["45052.75"], ONSET)[0] == [dt.datetime(2023, 5, 6, 18)]
    assert read([45052.75], DEATH)[0] == [day(2023, 5, 6)]


@pytest.mark.parametrize(
    "raw",
    [
        "2023.5.6", "2023/5/6", "2023-05-06", "20230506", 20230506, 20230506.0, "2023年5月6日",
        "2023．5．6", "２０２３年５月６日", 45052, 45052.0, "45052", DAY, dt.date(2023, 5, 6),
        dt.datetime(2023, 5, 6, 14, 30), " 2023-05-06 ", "2023-05-06T00:00:00", "2023-05-06 08:15",
        "6 May 2023", "06-May-2023", "06MAY2023", "May 6, 2023", "2023 . 5 . 6", "2023.5.6日",
        "2023\u00a0年5月6日",
    ],
)  # fmt: skip
def test_dates_in_every_notation_are_the_same_day(raw):
    assert read_cell(P["death_date"], raw) == (DAY, None, None)


def test_a_serial_of_a_workbook_that_counts_from_1904():
    assert read_cell(P["death_date"], 43590, dates=DateStyle(date_1904=True)) == (DAY, None, None)
    assert read_cell(P["death_date"], 45052, dates=DateStyle(date_1904=True))[0] != DAY


@pytest.mark.parametrize(
    ("raw", "value", "severity", "rule"),
    [
        ("23.5.6", None, "error", "date_order"),
        ("5/6/2023", None, "error", "date_order"),
        ("2023.5", None, "warning", "date_month_only"),
        (2023.5, None, "warning", "date_month_only"),
        ("2023年5月", None, "warning", "date_month_only"),
        (202305, None, "warning", "date_month_only"),
        (2023.1, None, "error", "month_ambiguous"),
        (2023.12, None, "warning", "date_month_only"),
        ("2024.1失访", None, "warning", "date_month_only"),
        ("2023.5.6（电话）", DAY, "info", "trailing_note"),
        ("2023.5.6?", None, "warning", "questioned"),
        ("2023.5.6-2023.5.9", None, "error", "two_dates"),
        ("2023.5.6-9", None, "error", "two_dates"),
        ("5月6日", None, "error", "date_without_year"),
        ("5.6", None, "error", "date_without_year"),
        ("2023.13.5", None, "error", "not_a_date"),
        ("2023.2.30", None, "error", "not_a_date"),
        ("2023", None, "error", "date_year_only"),
        (2023, None, "error", "date_year_only"),
        ("12023.5.6", None, "error", "not_a_date"),
        ("失访", None, "error", "not_a_date"),
        (True, None, "error", "not_a_date"),
        (5, None, "error", "not_a_date"),
        (dt.time(8, 0), None, "error", "not_a_date"),
        ("1900-01-00", None, "warning", "date_zero"),
        (0, None, "warning", "date_zero"),
        (dt.datetime(1899, 12, 31), None, "warning", "date_zero"),
        (dt.time(0, 0), None, "warning", "date_zero"),
    ],
)
def test_dates_that_need_a_word(raw, value, severity, rule):
    assert read_cell(P["death_date"], raw) == (value, severity, rule)


@pytest.mark.parametrize("raw", ["至今", "", " ", None, "NA", "-", "/", "未发生"])
def test_dates_of_what_did_not_happen_are_missing_without_a_problem(raw):
    assert read_cell(P["death_date"], raw) == (None, None, None)


def test_a_time_of_day_is_kept_where_it_matters():
    column = A["start_datetime"]
    assert read_cell(column, "2023.5.6 14:30")[0] == dt.datetime(2023, 5, 6, 14, 30)
    assert read_cell(column, 45052.25)[0] == dt.datetime(2023, 5, 6, 6, 0)
    assert read_cell(column, dt.datetime(2023, 5, 6, 9, 5))[0] == dt.datetime(2023, 5, 6, 9, 5)


def test_the_message_states_the_column_and_the_kind_of_entry():
    problem = cleaner_for(P["randomisation_date"])("2023.13.5").problem
    assert problem.message == "randomisation_date (a text) is not a date"
    assert problem.remedy == "Write the date as 2023-05-06."
