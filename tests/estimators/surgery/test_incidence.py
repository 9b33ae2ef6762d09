"""Time to conversion surgery at its edges: day of the cut-off, ties, the time asked about."""

from datetime import date

import pandas as pd
import pytest

from outcomes.estimators.surgery.incidence import conversion_incidence, conversion_times
from tests.estimators.small_trial import ARMS, small_cohort

DAY = pd.Timestamp("2024-01-01")
CUTOFF = date(2024, 4, 10)  # day 100


def on(*days):
    return pd.to_datetime(
        pd.Series([pd.NaT if d is None else DAY + pd.Timedelta(days=d) for d in days])
    )


def waiting_for(*patients, cutoff=CUTOFF, unit="days"):
    """Patients as (start, operation, death, last contact), in days."""
    start, operation, death, contact = zip(*patients, strict=True)
    return small_cohort(
        {
            "patient_id": [f"P{i}" for i in range(len(patients))],
            "arm": ["sox"] * len(patients),
            "randomisation_date": on(*start),
            "conversion_date": on(*operation),
            "death_date": on(*death),
            "last_contact_date": on(*contact),
        },
        arms=ARMS[:1], cutoff=cutoff, unit=unit,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("patient", "time", "event"),
    [
        ((0, 100, None, 100), 100, 1),
        ((0, 101, None, 101), 100, 0),
        ((0, None, 100, 100), 100, 2),
        ((0, None, 101, 101), 100, 0),
        ((0, None, None, 100), 100, 0),
        ((0, None, None, 120), 100, 0),
        ((0, 50, 50, 50), 50, 1),
        ((0, 50, 49, 49), 49, 2),
        ((0, 0, None, 10), 0, 1),
        ((100, None, None, 100), 0, 0),
    ],
)
def test_what_happens_up_to_the_day_of_the_cutoff_counts(patient, time, event):
    data = conversion_times(waiting_for(patient))
    assert (data.time.tolist(), data.event.tolist(), data.n_missing) == ([time], [event], 0)


@pytest.mark.parametrize("patient", [(101, None, None, 101), (10, 9, None, 20)])
def test_who_starts_after_the_cutoff_or_ends_before_the_start_has_no_time(patient):
    data = conversion_times(waiting_for(patient))
    assert (data.time.tolist(), data.n_missing) == ([], 1)


def test_who_is_followed_to_the_time_asked_about_was_not_left_waiting_before_it():
    # 487 days are 16 months.
    cohort = waiting_for(
        (0, None, None, 486), (0, None, None, 487), (0, 400, None, 400),
        cutoff=date(2026, 1, 1), unit="months",
    )  # fmt: skip
    found = conversion_incidence(cohort, at=(16.0,))
    assert found.pick("n_waiting", at=16.0).value == 1
    assert found.pick("cumulative_incidence", at=16.0).value == pytest.approx(1 / 3)


def test_one_arm_has_no_row_of_all_and_no_test():
    found = conversion_incidence(waiting_for((0, 50, None, 60), (0, None, 60, 60)), at=(1.0,))
    assert {e.group for e in found.estimates} == {"sox"}
    assert found.pick("statistic") is None
