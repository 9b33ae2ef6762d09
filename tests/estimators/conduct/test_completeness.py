"""Completeness counted by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from outcomes.estimators.conduct.completeness import completeness
from outcomes.model.cohort import Cohort
from outcomes.model.file.report import ColumnReport, SheetReport
from outcomes.results.note import Ref
from outcomes.results.result import Estimate, Result
from tests.estimators.small_trial import NOBODY, dates, small_cohort
from tests.said import said

# Cut-off 2024-07-01: 182 days after 2024-01-01.
PATIENTS: dict[str, Any] = {
    "patient_id": list("abcdef"),
    "arm": ["sox", "sox", "sox", "hipec", "hipec", "hipec"],
    "randomisation_date": dates(*["2024-01-01"] * 6),
    "age": [50.0, np.nan, 60.0, 61.0, np.nan, 70.0],
    "status": ["dead", "lost", "alive", "alive", "alive", "withdrawn"],
    "death_date": dates("2024-02-01", None, None, None, None, None),
    "last_contact_date": dates(
        "2024-02-01", "2024-03-01", "2024-07-01", "2024-06-01", "2023-12-01", None
    ),
}
TIMES = ([31.0, 60.0, 182.0, 152.0, 0.0, 91.0], [1.0, 0.0, 0.0, 0.0, 0.0, 2.0])


def six(**spec: Any) -> Cohort:
    return small_cohort(PATIENTS, times=TIMES, unit="days", **spec)


def row(result: Result, quantity: str, group: str = "all", *covariates: str) -> Estimate:
    return next(
        e
        for e in result.estimates
        if (e.quantity, e.group, e.covariates) == (quantity, group, covariates)
    )


def test_clark_c_by_hand() -> None:
    """sox: 31 + 60 + 182 of 31 + 182 + 182; hipec: 152 + 0 + 91 of 182 + 182 + 91."""
    result = completeness(six())
    assert row(result, "follow_up_completeness", "sox").value == pytest.approx(273 / 395)
    assert row(result, "follow_up_completeness", "hipec").value == pytest.approx(243 / 455)
    assert row(result, "follow_up_completeness").value == pytest.approx(516 / 850)
    assert row(result, "follow_up_completeness", "sox").n_events == 1


def test_censored_before_the_cutoff_and_lost() -> None:
    result = completeness(six())
    names = ("n_censored_before_cutoff", "n_lost", "n_censored_unexplained")
    assert [row(result, name, "sox").value for name in names] == [1.0, 1.0, 0.0]
    assert [row(result, name, "hipec").value for name in names] == [2.0, 0.0, 2.0]


def test_survivors_without_recent_contact() -> None:
    """Asked about: c, d, e; e was last seen in December, seven months before."""
    result = completeness(six())
    everybody = row(result, "n_no_recent_contact")
    assert (everybody.value, everybody.n) == (1.0, 3)
    assert row(result, "n_no_recent_contact", "sox").value == 0.0


def test_contacts_may_come_from_the_follow_up_sheet() -> None:
    patients = {k: v for k, v in PATIENTS.items() if k != "last_contact_date"}
    sheet = {
        "patient_id": ["c", "c", "d"],
        "contact_date": dates("2023-10-01", "2024-06-01", "2023-11-01"),
    }
    cohort = small_cohort(patients, {"follow_up": sheet}, TIMES, unit="days")
    assert row(completeness(cohort), "n_no_recent_contact").value == 2.0


def test_share_filled_per_column_without_event_dates() -> None:
    result = completeness(six())
    assert row(result, "proportion", "all", "age").value == pytest.approx(4 / 6)
    assert row(result, "proportion", "all", "last_contact_date").value == pytest.approx(5 / 6)
    assert not [e for e in result.estimates if "death_date" in e.covariates]


def test_only_columns_of_the_file_are_counted() -> None:
    cohort = six()
    sheet = SheetReport(
        "baseline",
        "patients",
        6,
        (ColumnReport("Age", "B", "age", 4), ColumnReport("x", "C", None, 1)),
    )
    study = replace(cohort.study, read=(sheet,))
    result = completeness(Cohort(study, "itt"))
    assert [e.covariates for e in result.all("proportion")] == [("age",)]


def test_the_unit_does_not_matter() -> None:
    months = ([t / (365.25 / 12) for t in TIMES[0]], TIMES[1])
    there = completeness(small_cohort(PATIENTS, times=months, unit="months"))
    for here in completeness(six()).estimates:
        same = row(there, here.quantity, here.group, *here.covariates)
        assert same.value == pytest.approx(here.value)


def test_nothing_to_go_by_is_told() -> None:
    undated = small_cohort({"patient_id": ["a"], "arm": ["sox"]}, times=([2.0], [0.0]))
    notes = " ".join(said(completeness(undated).notes))
    assert "no date at which follow-up starts" in notes
    assert "recent contact is not known" in notes
    assert "no data cut-off" in " ".join(said(completeness(six(cutoff=None)).notes))
    bare = small_cohort({"patient_id": ["a"], "arm": ["sox"]})
    assert "no timed endpoint" in " ".join(said(completeness(bare).notes))


def test_nobody_and_one_arm() -> None:
    nobody = completeness(small_cohort(NOBODY, times=([], [])))
    assert row(nobody, "follow_up_completeness").value is None
    assert row(nobody, "proportion", "all", "arm").value is None
    single = completeness(six(arms=()))
    assert {e.group for e in single.estimates} == {"all"}


def test_patients_without_an_origin_are_left_out() -> None:
    late = dates("2024-01-01", None, *["2024-01-01"] * 4)
    cohort = small_cohort({**PATIENTS, "randomisation_date": late}, times=TIMES, unit="days",
                          cutoff=date(2024, 7, 1))  # fmt: skip
    result = completeness(cohort)
    assert row(result, "follow_up_completeness", "sox").value == 1.0
    assert "1 without randomisation_date are left out of the follow-up" in said(result.notes)


@pytest.mark.parametrize(
    ("seen", "asked"), [("2024-01-01", 0.0), ("2023-12-31", 1.0), ("2024-01-31", 0.0)]
)
def test_six_months_are_recent(seen: str, asked: float) -> None:
    """183 days before the cut-off are more than 182.625."""
    contacts = dates("2024-02-01", "2024-03-01", "2024-07-01", "2024-06-01", seen, None)
    result = completeness(small_cohort(PATIENTS | {"last_contact_date": contacts}, times=TIMES,
                                       unit="days"))  # fmt: skip
    assert row(result, "n_no_recent_contact").value == asked


def without_origin(cohort: Cohort) -> Cohort:
    (block,) = cohort.study.spec.endpoints
    spec = replace(cohort.study.spec, endpoints=(replace(block, origin=None),))
    return Cohort(replace(cohort.study, spec=spec), "itt")


def test_without_an_origin_follow_up_starts_with_enrollment_and_says_so() -> None:
    result = completeness(without_origin(six()))
    assert row(result, "follow_up_completeness", "sox").value == pytest.approx(273 / 395)
    (note,) = result.notes
    assert (note.id, note["column"]) == ("follow_up_from", Ref("column", "randomisation_date"))


def test_the_dead_are_not_asked_about_however_it_is_known() -> None:
    for known in ("status", "death_date"):
        patients = {k: v for k, v in PATIENTS.items() if k in ("patient_id", "arm", known)}
        last = dates(*["2023-01-01"] * 6)
        cohort = small_cohort({**patients, "last_contact_date": last}, times=TIMES, unit="days")
        asked = row(completeness(cohort), "n_no_recent_contact")
        assert asked.n == (3 if known == "status" else 5)  # the lost and withdrawn neither


def test_it_is_of_the_endpoint_asked_for_and_counts_who_has_no_time() -> None:
    times = ([np.nan, *TIMES[0][1:]], [np.nan, *TIMES[1][1:]])
    result = completeness(small_cohort(PATIENTS, times=times, unit="days"), "os")
    assert (result.endpoint, result.n, result.n_missing) == ("os", 6, 1)


def test_half_a_day_short_is_not_short() -> None:
    times = ([181.5, 181.4, *TIMES[0][2:]], [0.0] * 6)
    result = completeness(small_cohort(PATIENTS, times=times, unit="days"))
    assert row(result, "n_censored_before_cutoff", "sox").value == 1.0
