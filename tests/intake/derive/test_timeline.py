"""Dates, study days and rows of a time line by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from outcomes.intake.derive.timeline import as_dates, earliest, make_timeline, row_of
from tests.intake.frames import OS, protocol, table


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


def test_rows_of_patients_are_numbered_anew_and_the_first_of_two_has_the_clock():
    patients = table(patient_id=["1", "2", "2"], consent_date=["2024-01-01", None, "2024-05-01"],
                     randomisation_date=["2024-02-01", "2024-02-02", "2024-06-01"])  # fmt: skip
    patients.index = [5, 6, 9]
    scans = table(patient_id=["2", "1", "x"], assessment_day=[1, 3, 1])
    line = make_timeline(protocol(), {"patients": patients, "response": scans})
    assert line.patients.index.tolist() == [0, 1, 2]
    assert line.day_one.index.tolist() == [0, 1, 2]
    start = line.start()
    found = line.for_rows(scans, start)
    assert found.tolist() == [start[1], start[0], pd.NaT]
    days = line.tables["response"]["assessment_date"]
    assert days.tolist() == [line.day_one[1], line.day_one[0] + pd.Timedelta(days=2), pd.NaT]
    assert line.for_rows(table(x=[1]), start).isna().all()


@pytest.mark.parametrize(
    ("key", "value", "declared", "cutoff"),
    [
        ("data_cutoff", "2024-06-30", False, "2024-06-30"),
        ("Data cut-off", "2024-06-30 10:00", False, "2024-06-30"),
        ("other", "2024-06-30", False, None), ("data_cutoff", "soon", False, None),
        ("data_cutoff", "2024-06-30", True, "2021-12-31"),
    ],
)  # fmt: skip
def test_the_cutoff_of_the_protocol_or_of_meta(key, value, declared, cutoff):
    spec = protocol()
    if not declared:
        spec = replace(spec, study=replace(spec.study, data_cutoff=None))
    patients = table(patient_id=["1"], consent_date=["2024-01-01"])
    line = make_timeline(spec, {"patients": patients, "meta": table(key=[key], value=[value])})
    assert line.cutoff == (cutoff and pd.Timestamp(cutoff))


def test_rows_up_to_the_day_of_the_cutoff():
    events = table(
        patient_id=["1"] * 3, start_datetime=["2021-12-31 23:00", "2022-01-01 00:00", None]
    )
    line = make_timeline(
        protocol(), {"patients": table(patient_id=["1"]), "adverse_events": events}
    )
    assert len(line.until_cutoff("adverse_events", "start_datetime")) == 2
    assert len(line.until_cutoff("adverse_events", "other")) == 3
    assert line.until_cutoff("response", "assessment_date") is None


def test_a_date_wins_over_its_study_day_and_endpoints_name_further_days():
    mine = OS | {"event": ["relapse_date"]}
    patients = table(
        patient_id=["1", "2"], randomisation_date=["2024-01-01"] * 2, relapse_day=[11, 0],
        death_date=["2024-02-01", None], death_day=[5, 5],
    )  # fmt: skip
    line = make_timeline(protocol(endpoint=[mine]), {"patients": patients})
    assert line.dates("relapse_date").dt.strftime("%m-%d").tolist() == ["01-11", "01-01"]
    assert line.dates("death_date").dt.strftime("%m-%d").tolist() == ["02-01", "01-05"]
    assert line.dates("nothing_date") is None
    assert not line.dates_free
