"""Dates, study days and rows of a time line by hand."""

import pandas as pd
import pytest

from outcomes.intake.derive.timeline import as_dates, earliest, make_timeline, row_of
from tests.intake.frames import protocol, table


def test_a_table_that_knows_no_rows_begins_under_its_heading():
    assert row_of(pd.DataFrame({"x": [1, 2]})).tolist() == [2, 3]
    assert row_of(pd.DataFrame({"x": [1, 2], "_row": [7, 9]})).tolist() == [7, 9]


def test_whole_days_and_the_earliest_of_them():
    dates = as_dates(pd.Series(pd.to_datetime(["2024-01-02 23:00", None])))
    assert dates.tolist() == [pd.Timestamp("2024-01-02"), pd.NaT]
    assert as_dates(pd.Series(["2024-01-02"])).isna().all()
    other = pd.Series(pd.to_datetime(["2024-01-03", "2024-01-04"]))
    assert earliest((dates, other)).tolist() == list(pd.to_datetime(["2024-01-02", "2024-01-04"]))


@pytest.mark.parametrize(
    ("date", "day"), [("2024-01-02", 2), ("2024-01-01", 1), ("2023-12-31", -1), (None, None)]
)
def test_there_is_no_day_zero(date, day):
    patients = table(patient_id=["1"], first_treatment_date=["2024-01-01"], death_date=[date])
    line = make_timeline(protocol(), {"patients": patients})
    found = line.study_days(line.dates("death_date")).tolist()[0]
    assert (None if pd.isna(found) else found) == day


@pytest.mark.parametrize(
    ("day", "date"), [(1, "2000-01-01"), (2, "2000-01-02"), (-1, "1999-12-31")]
)
def test_days_alone_are_dates_of_a_time_line_of_their_own(day, date):
    line = make_timeline(protocol(), {"patients": table(patient_id=["1"], death_day=[day])})
    assert line.dates_free
    assert line.cutoff is None
    assert line.dates("death_date").tolist() == [pd.Timestamp(date)]
    assert line.dates("death_day").tolist() == [pd.Timestamp(date)]
    assert line.start().tolist() == [pd.Timestamp("2000-01-01")]
