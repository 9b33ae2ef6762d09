"""Sizes, allocation, and the dates enrollment is counted by."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from outcomes.estimators.conduct.enrollment import (
    allocation,
    enrollment,
    enrollment_days,
    to_date,
    to_day,
)  # fmt: skip
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.protocol import Arm, Plan
from outcomes.wording import say
from tests.estimators.small_trial import ARMS, NOBODY, dates, small_cohort
from tests.said import said


def sized(*sizes: int, **spec: object) -> Cohort:
    arms = spec.get("arms", ARMS)
    names = [arm.id for arm, size in zip(arms, sizes, strict=True) for _ in range(size)]
    return small_cohort({"patient_id": [str(i) for i in range(len(names))], "arm": names}, **spec)


def test_rows_per_arm_and_all() -> None:
    result = enrollment(sized(3, 5))
    assert [(e.quantity, e.group, e.value) for e in result.estimates] == [
        ("n", "sox", 3.0),
        ("n", "hipec", 5.0),
        ("n", "all", 8.0),
    ]


def test_unknown_arm_counts_in_all_and_is_told() -> None:
    result = enrollment(small_cohort({"patient_id": ["1", "2"], "arm": ["sox", None]}))
    assert [e.value for e in result.estimates] == [1.0, 0.0, 2.0]
    assert "1 without an arm" in said(result.notes)[0]


def test_one_arm_and_nobody() -> None:
    assert [e.group for e in enrollment(sized(arms=())).estimates] == ["all"]
    assert [e.value for e in enrollment(small_cohort(NOBODY)).estimates] == [0, 0, 0]
    assert allocation(sized(arms=())).estimates == ()
    assert said(allocation(small_cohort(NOBODY)).estimates[-1].notes) == ("nobody allocated",)


def test_binomial_by_hand() -> None:
    """1 of 5 at 1:1: P(0, 1, 4 or 5 of 5) = (1 + 5 + 5 + 1) / 32."""
    test = allocation(sized(4, 1)).estimates[-1]
    assert test.p_value == pytest.approx(float(Fraction(12, 32)))
    assert test.value == 1.0
    assert "binomial" in say(test.method)


def test_unequal_ratio_follows_the_order_of_the_arms() -> None:
    result = allocation(sized(2, 4, plan=Plan(allocation=(1, 2))))
    assert [e.value for e in result.all("expected_n")] == [2.0, 4.0]
    assert result.estimates[-1].p_value == pytest.approx(1.0)


def test_three_arms_chi_square() -> None:
    """chisq.test(c(10, 20, 30)): X-squared = 10, df = 2, p = exp(-5)."""
    arms = (*ARMS, Arm("ip", "IP"))
    test = allocation(sized(10, 20, 30, arms=arms)).estimates[-1]
    assert test.value == pytest.approx(10.0)
    assert test.p_value == pytest.approx(np.exp(-5.0))


def test_no_test_under_filters_or_without_randomisation() -> None:
    cohort = sized(4, 1)
    filtered = replace(cohort, filters=(Filter("arm", "in", ("sox", "hipec")),))
    assert allocation(filtered).estimates[-1].p_value is None
    assert allocation(sized(4, 1, design="observational")).estimates[-1].p_value is None


def test_days_use_one_column_and_leave_out_later_than_cutoff() -> None:
    cohort = small_cohort(
        {
            "patient_id": ["1", "2", "3"],
            "arm": ["sox"] * 3,
            "randomisation_date": dates(None, None, None),
            "consent_date": dates("2024-01-02", None, "2025-01-01"),
        }
    )
    days = enrollment_days(cohort)
    assert days.column == "consent_date"
    assert days.known.tolist() == [to_day(date(2024, 1, 2))]
    assert to_date(days.known[0]) == date(2024, 1, 2)
    assert said(days.notes) == (
        "the date of enrollment is the consent_date",
        "1 enrolled after the data cut-off are left out",
        "1 without consent_date are left out",
    )


def test_days_without_any_date() -> None:
    assert said(enrollment_days(sized(1, 1)).notes) == ("no enrollment dates in the workbook",)


def test_without_a_cutoff_enrollment_was_observed_to_its_last_day() -> None:
    cohort = small_cohort(
        {
            "patient_id": ["1", "2"],
            "arm": ["sox"] * 2,
            "randomisation_date": dates("2024-01-02", "2024-03-04"),
        },
        cutoff=None,
    )
    days = enrollment_days(cohort)
    assert days.cutoff == to_day(date(2024, 3, 4))
    assert len(days.known) == 2
    assert [note.id for note in days.notes] == ["last_enrollment_as_cutoff"]


def test_who_is_enrolled_on_the_day_of_the_cutoff_is_in() -> None:
    cohort = small_cohort(
        {
            "patient_id": ["1", "2"],
            "arm": ["sox"] * 2,
            "randomisation_date": dates("2024-07-01", "2024-07-02"),
        }
    )
    assert enrollment_days(cohort).known.tolist() == [to_day(date(2024, 7, 1))]


def test_the_test_counts_the_first_arm_that_is_compared() -> None:
    """Of arms whose reference comes second: 4 of 5 in the other one, at 3 to 1."""
    arms = (replace(ARMS[1], reference=False), ARMS[0])
    test = allocation(sized(4, 1, arms=arms, plan=Plan(allocation=(3, 1)))).estimates[-1]
    assert (test.value, test.n) == (4.0, 5)
    assert test.p_value == pytest.approx(1.0)
    assert not allocation(sized(2, 1, plan=Plan(allocation=(2, 1)))).notes
    assert allocation(sized(2, 1)).notes
