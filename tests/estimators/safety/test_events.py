"""Which adverse events count, at the day of the data cut-off."""

import pytest

from outcomes.estimators.safety.events import notes_of, occurred, safety_cohort
from outcomes.model.cohort import Cohort
from outcomes.results.note import Note
from tests.estimators.safety.test_adverse_events import cohort, sheet


@pytest.mark.parametrize(
    ("start", "counts"),
    [("2021-06-30 00:00", 1), ("2021-06-30 23:59", 1), ("2021-07-01 00:00", 0)],
)
def test_an_event_counts_on_the_whole_day_of_the_cutoff(start, counts):
    events = sheet([("A", "Nausea", 1, start)], ("patient_id", "term", "grade", "start_datetime"))
    found = occurred(cohort(events))
    assert len(found.events) == counts
    assert found.counts["late"] == 1 - counts


def test_an_event_before_the_dose_is_counted_once_as_such_and_not_as_late():
    events = sheet(
        [("A", "Nausea", 1, "2021-02-28 10:00"), ("B", "Nausea", 1, "2021-07-02 10:00")],
        ("patient_id", "term", "grade", "start_datetime"),
    )
    counts = occurred(cohort(events)).counts
    assert (counts["before"], counts["late"], counts["outside"]) == (1, 1, 0)


def test_without_a_safety_set_it_is_the_cohorts_own():
    whole = cohort().study
    bare = Cohort(
        type(whole)(whole.spec, whole.patients, populations={"itt": whole.populations["itt"]}),
        "itt",
    )
    assert safety_cohort(bare).population == "itt"
    assert safety_cohort(cohort()).population == "safety"


def test_counts_of_nothing_are_not_said_and_windows_name_their_days():
    assert notes_of({"late": 0, "before": 2}, None) == (Note("ae_before", n=2, days=1),)
    for window, days in ((24.0, 1), (48.0, 2), (72.0, 3)):
        assert notes_of({"by_date": 1}, window) == (Note("ae_by_date", n=1, days=days),)
