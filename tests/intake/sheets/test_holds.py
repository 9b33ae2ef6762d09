"""What stands in a column, in a few words: by hand."""

import datetime as dt

import pytest

from outcomes.dictionary import columns_of
from outcomes.intake.sheets.holds import (
    LONGEST,
    UNRESOLVED,
    first_distinct,
    held,
    meanings,
    unresolved,
)
from tests.intake.adam.sheets import sheet

PATIENTS = columns_of("patients")
NOON = dt.datetime(2024, 3, 1, 12, 30)


def kind(*cells):
    return held(sheet("s", "x", *((cell,) for cell in cells)), 0)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ((1, 2.5, "3", "<4", "5,5", "-6"), "numbers"),
        ((True, False), "texts"),
        ((dt.date(2024, 1, 1), "2024-03", "3.4.2024", "12 MAR 2024", "2024年3月"), "dates"),
        (("a", "b"), "texts"),
        (("1a", "2 ml"), "texts"),
        ((1, 2, 3, 4, "many"), "numbers"),  # four in five are enough
        ((1, 2, 3, "many"), "texts"),
        ((1, 1, 1, 1, "many"), "numbers"),  # entries count as often as they stand there
        ((None, "", " "), ""),
    ],
)
def test_four_in_five_entries_say_what_a_column_is(cells, found):
    assert kind(*cells)[0] == found


def test_different_entries_are_counted_and_the_first_three_shown():
    assert kind("b", "a", "b", None, "c", "d")[1:] == (4, ("b", "a", "c"))
    assert kind(1, "1", 2)[1:] == (2, ("1", "2"))
    assert kind(None)[1:] == (0, ())


def test_examples_are_the_first_and_cut():
    assert first_distinct(["x" * (LONGEST + 5), None, "y", "x" * LONGEST]) == ("x" * LONGEST, "y")
    assert len(first_distinct(map(str, range(50)))) == UNRESOLVED
    assert first_distinct(["a", "b", "c"], most=2) == ("a", "b")


def test_what_is_unresolved_is_of_coded_columns_alone():
    cells, lost = ["CY0", "maybe", "what", "maybe"], [False, True, True, True]
    assert unresolved(cells, lost, PATIENTS["cytology"]) == ("maybe", "what")
    assert unresolved(cells, lost, PATIENTS["age"]) == ()
    assert unresolved(cells, lost, PATIENTS["death_date"]) == ()


def test_texts_that_are_dates_are_shown_as_read_three_of_them():
    cells = [*(f"{day}/3/24" for day in range(1, 6)), "2024-03-09", dt.date(2024, 3, 10), "?"]
    values = [*(dt.datetime(2024, 3, day) for day in (1, 2, 3, 4, 5, 9, 10)), None]
    assert meanings(cells, values, PATIENTS["death_date"]) == (
        ("1/3/24", "2024-03-01"), ("2/3/24", "2024-03-02"), ("3/3/24", "2024-03-03"),
    )  # fmt: skip
    assert meanings(["2024-03-09"], [dt.datetime(2024, 3, 9)], PATIENTS["death_date"]) == ()
    onset = columns_of("adverse_events")["start_datetime"]
    assert meanings(["1/3 12:30"], [NOON], onset) == (("1/3 12:30", "2024-03-01 12:30"),)


def test_codes_are_shown_as_read_where_they_are_written_otherwise():
    sex = PATIENTS["sex"]
    assert meanings(["m", "male", "F"], ["male", "male", "female"], sex) == (
        ("m", "male"), ("F", "female"),
    )  # fmt: skip
    yesno = next(c for c in PATIENTS.values() if c.kind == "yesno")
    assert meanings(["ja", "nein", "Y"], [1.0, 0.0, 1.0], yesno) == (("ja", "Y"), ("nein", "N"))
    assert meanings(["61"], [61.0], PATIENTS["age"]) == ()
