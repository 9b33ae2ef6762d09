"""Accrual curves counted by hand."""

from dataclasses import replace
from datetime import date

import pytest

from outcomes.estimators.conduct.accrual import accrual
from outcomes.estimators.conduct.enrollment import to_day
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.protocol import Plan
from tests.estimators.small_trial import NOBODY, dates, small_cohort
from tests.said import said

PLAN = Plan(planned_n=10, accrual_start=date(2024, 1, 1), accrual_end=date(2024, 12, 31))


def four(**spec: object) -> Cohort:
    return small_cohort(
        {
            "patient_id": list("1234"),
            "arm": ["sox", "hipec", "sox", "hipec"],
            "site": ["north", "north", "south", None],
            "randomisation_date": dates("2024-04-03", "2024-02-10", "2024-02-10", "2024-04-30"),
        },
        **spec,
    )


def day(*month_day: int) -> float:
    return float(to_day(date(2024, *month_day)))


def test_steps_from_planned_start_to_cutoff() -> None:
    curve = accrual(four(plan=PLAN)).curves[0]
    assert curve.time == (day(1, 1), day(2, 10), day(4, 3), day(4, 30), day(7, 1))
    assert curve.value == (0.0, 2.0, 3.0, 4.0, 4.0)
    assert curve.n_events == (0.0, 2.0, 1.0, 1.0, 0.0)
    assert curve.unit == "date"


def test_without_plan_the_curve_starts_the_day_before() -> None:
    result = accrual(four())
    assert result.curves[0].time[0] == day(2, 9)
    assert "no planned_n" in said(result.notes)[0]


def test_months_without_enrollment_are_zero() -> None:
    monthly = accrual(four(plan=PLAN)).curves[1]
    assert monthly.quantity == "monthly"
    assert monthly.time == tuple(day(month, 1) for month in range(2, 8))
    assert monthly.value == (2.0, 0.0, 2.0, 0.0, 0.0, 0.0)


def test_plan_line_and_expected_number() -> None:
    result = accrual(four(plan=PLAN))
    assert result.curves[-1].time == (day(1, 1), day(12, 31))
    assert result.curves[-1].value == (0.0, 10.0)
    expected = result.pick("expected_n")
    assert expected is not None
    assert expected.value == pytest.approx(10 * 182 / 365)


def test_by_arm_and_by_site() -> None:
    arms = accrual(four(), by="arm")
    assert [(e.group, e.value) for e in arms.all("n")] == [("sox", 2), ("hipec", 2)]
    sites = accrual(four(), by="site")
    assert [(e.group, e.value) for e in sites.all("n")] == [("north", 2), ("south", 1)]
    assert [c.value[-1] for c in sites.curves if c.quantity == "accrual"] == [2.0, 1.0]


def test_row_order_is_irrelevant() -> None:
    cohort = four(plan=PLAN)
    turned = replace(cohort.study, patients=cohort.study.patients[::-1].reset_index(drop=True))
    assert accrual(Cohort(turned, "itt")).curves == accrual(cohort).curves


def test_no_plan_line_under_filters() -> None:
    filtered = replace(four(plan=PLAN), filters=(Filter("arm", "in", ("sox",)),))
    result = accrual(filtered)
    assert not [c for c in result.curves if c.quantity == "planned"]
    assert result.filters == "arm in sox"


@pytest.mark.parametrize("by", ["all", "arm", "site"])
def test_nobody_and_no_dates(by: str) -> None:
    assert accrual(small_cohort(NOBODY), by=by).curves == ()  # type: ignore[arg-type]
    undated = small_cohort({"patient_id": ["1"], "arm": ["sox"]}, plan=PLAN)
    result = accrual(undated, by=by)  # type: ignore[arg-type]
    assert [c.quantity for c in result.curves] == ["planned"]
    assert result.n_missing == 1
    assert said(result.notes)[0] == "no enrollment dates in the workbook"


def test_one_arm_study_by_arm() -> None:
    assert [c.group for c in accrual(four(arms=()), by="arm").curves] == ["all", "all"]


def test_a_plan_without_dates_has_a_number_and_no_line() -> None:
    result = accrual(four(plan=Plan(planned_n=10, accrual_start=date(2024, 1, 1))))
    assert [c.quantity for c in result.curves] == ["accrual", "monthly"]
    assert [(e.quantity, e.value) for e in result.estimates] == [("n", 4.0), ("planned_n", 10.0)]
    assert len(said(result.notes)) == 1


def test_without_a_cutoff_enrollment_ends_with_the_last_one() -> None:
    result = accrual(four(plan=PLAN, cutoff=None))
    assert result.curves[0].time[-1] == day(4, 30)
    assert [c.quantity for c in result.curves] == ["accrual", "monthly", "planned"]
    assert result.pick("expected_n").value == pytest.approx(10 * 120 / 365)  # type: ignore[union-attr]


def test_who_enters_on_no_known_day_is_counted_as_missing() -> None:
    days = dates("2024-04-03", None, "2024-02-10", None)
    columns = {"patient_id": list("1234"), "arm": ["sox"] * 4, "randomisation_date": days}
    found = accrual(small_cohort(columns))
    assert (found.n, found.n_missing) == (2, 2)


def test_nobody_of_a_study_without_a_cutoff_has_a_plan_and_nothing_expected() -> None:
    result = accrual(small_cohort(NOBODY, plan=PLAN, cutoff=None))
    assert [c.quantity for c in result.curves] == ["planned"]
    assert [(e.quantity, e.value) for e in result.estimates] == [("n", 0.0), ("planned_n", 10.0)]


def test_who_has_no_arm_is_told_where_arms_are_shown() -> None:
    cohort = small_cohort(
        {
            "patient_id": list("12"),
            "arm": ["sox", None],
            "randomisation_date": dates("2024-04-03", "2024-02-10"),
        }
    )
    assert not any("without an arm" in note for note in said(accrual(cohort).notes))
    assert any("without an arm" in note for note in said(accrual(cohort, by="arm").notes))
    assert [c.group for c in accrual(cohort, by="site").curves] == ["all", "all"]  # no such column
