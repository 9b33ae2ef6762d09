"""Hours and days since the last dose, by hand."""

import numpy as np
import pandas as pd
import pytest

from outcomes.clinical.onset import days_of, onset_of, within


def stamps(*texts):
    return pd.Series(pd.to_datetime(pd.Series(texts, dtype=object), format="ISO8601"))


def found(
    start, *, dose=None, hours=None, doses=("2021-03-01 10:00", "2021-03-20 10:00"), first=None
):
    """One event of patient A; ``doses`` is the sheet treatment (None: not there)."""
    patients = pd.DataFrame({"patient_id": ["B", "A"]})
    if first:
        patients["first_treatment_date"] = stamps(None, first)
    events = pd.DataFrame({"patient_id": ["A"], "start_datetime": stamps(start)})
    if dose:
        events["dose_datetime"] = stamps(dose)
    if hours is not None:
        events["hours_after_dose"] = [hours]
    treatment = None
    if doses is not None:
        given = stamps("2021-03-25 08:00", *doses)
        treatment = pd.DataFrame({"patient_id": ["B", *"A" * len(doses)], "datetime": given})
    made = onset_of(patients, events, treatment)
    return tuple(None if v != v else v for v in (x[0].item() for x in made[:4]))


def test_hours_come_from_the_recorded_dose_then_from_the_nearest_one_before():
    assert found("2021-03-21 12:30", dose="2021-03-21 11:00") == (1.5, 0.0, False, False)
    assert found("2021-03-21 12:30") == (26.5, 1.0, False, False)
    # a recorded dose after the event cannot be the one it follows
    assert found("2021-03-21 12:30", dose="2021-03-22 11:00")[0] == 26.5
    assert found("2021-03-20 09:59")[0] == pytest.approx(19 * 24 - 1 / 60)


def test_recorded_hours_stand_in_for_missing_times_of_day():
    assert found("2021-03-21", hours=30.0) == (30.0, 1.0, False, False)
    assert found(None, hours=3.0) == (3.0, None, False, False)
    assert found("2021-03-21 12:30", hours=3.0)[0] == 26.5


def test_dates_alone_give_days():
    assert found("2021-03-21") == (None, 1.0, False, False)
    assert found("2021-03-20") == (None, 0.0, False, False)  # the dose at 10:00 may be before it
    assert found("2021-03-21 12:30", doses=("2021-03-20",)) == (None, 1.0, False, False)


def test_before_the_first_dose():
    assert found("2021-03-01 09:59") == (None, None, True, False)
    assert found("2021-02-28", hours=2.0) == (None, None, True, False)
    assert not found("2021-03-01")[2]
    assert found("2021-03-03", doses=None, first="2021-03-04")[2]
    assert not found("2021-03-04", doses=None, first="2021-03-04")[2]
    # the sheet patients knows of an earlier dose
    assert not found("2021-02-28", first="2021-02-20")[2]


def test_what_is_not_known_is_said():
    assert found(None) == (None, None, False, True)
    assert found("2021-03-03", doses=None) == (None, None, False, True)
    assert not found("2021-03-03", doses=None, dose="2021-03-02")[3]


def test_a_flag_says_which_events_are_treatment_emergent():
    patients = pd.DataFrame({"patient_id": ["A"], "first_treatment_date": stamps("2021-03-01")})
    starts = ("2021-02-01", "2021-02-01", "2021-02-01", "2021-03-02", None, None)
    events = pd.DataFrame({"patient_id": ["A"] * 6, "start_datetime": stamps(*starts)})
    events["treatment_emergent"] = [1.0, 0.0, np.nan, 0.0, 1.0, np.nan]
    made = onset_of(patients, events, None)
    assert made.before.tolist() == [False, True, True, True, False, False]
    assert made.unknown.tolist() == [False, False, False, False, False, True]


def test_study_days_stand_for_dates():
    patients = pd.DataFrame({"patient_id": ["A"], "first_treatment_day": [1.0]})
    events = pd.DataFrame({"patient_id": ["A"] * 4, "start_day": [-1.0, 1.0, 2.0, np.nan]})
    treatment = pd.DataFrame({"patient_id": ["A"], "treatment_day": [1.0]})
    made = onset_of(patients, events, treatment)
    assert made.before.tolist() == [True, False, False, False]
    assert made.unknown.tolist() == [False, False, False, True]
    np.testing.assert_array_equal(made.days, [np.nan, 0, 1, np.nan])


def test_exactly_the_window_counts_and_dates_count_by_days():
    patients = pd.DataFrame({"patient_id": ["A"]})
    start = stamps(
        "2021-03-02 10:00", "2021-03-02 10:01", "2021-03-02", "2021-03-03", "2021-03-01 10:00",
        "2021-03-01 09:00",
    )  # fmt: skip
    events = pd.DataFrame({"patient_id": ["A"] * 6, "start_datetime": start})
    treatment = pd.DataFrame({"patient_id": ["A"], "datetime": stamps("2021-03-01 10:00")})
    inside, by_date = within(onset_of(patients, events, treatment), 24)
    assert inside.tolist() == [True, False, True, False, True, False]
    assert by_date.tolist() == [False, False, True, False, False, False]
    rounded = onset_of(patients, events[:1].assign(hours_after_dose=sum([0.1] * 240)), None)
    assert rounded.hours[0] > 24  # but for rounding exactly 24
    assert within(rounded, 24)[0].all()
    assert [days_of(w) for w in (6, 24, 25, 48)] == [1, 1, 2, 2]
