"""By hand: what a sheet with a row per visit is, and in which order its rows are read."""

import datetime as dt

import pytest

from outcomes.intake.visits.rows import visits_of
from tests.intake.adam.sheets import sheet

DAY = dt.datetime(2024, 1, 1)


def visits(header, *rows, **mapped):
    return visits_of(sheet("patients", header, *rows), mapped)


def days(*after):
    return [DAY + dt.timedelta(days=n) for n in after]


ROWS = [("S1", d, 1) for d in days(0, 40)] + [("S2", d, 1) for d in days(5, 50)]


@pytest.mark.parametrize("header", ["patient_id", "Patient_code", "病人编号"])
def test_the_code_is_known_by_its_name_or_by_its_words(header):
    found = visits(f"{header} visit_date ecog", *ROWS)
    assert (found.key, found.date, found.label) == (0, 1, None)
    assert dict(found.rows) == {"S1": (0, 1), "S2": (2, 3)}


def test_the_code_is_what_the_protocol_says_before_what_is_called_so():
    rows = [(number, *row) for number, row in enumerate(ROWS)]
    assert visits("patient_id who visit_date ecog", *rows) is None
    assert visits("patient_id who visit_date ecog", *rows, patient_id="Who").key == 1


def test_other_words_than_those_of_a_code_are_none():
    assert visits("Trial_site_code visit_date ecog", *ROWS) is None
