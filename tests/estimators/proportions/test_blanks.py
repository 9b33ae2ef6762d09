"""By hand: eight patients, 3 successes, 3 failures, 2 blanks."""

from __future__ import annotations

import pytest

from outcomes.estimators.proportions.blanks import blanks
from tests.studies import make_cohort, nobody

ANSWERS = [1.0, 1.0, 1.0, 0.0, 0.0, 0.0, None, None]


def counts(cohort):
    return {
        e.method[0].id: (e.n_events, e.n, e.value)
        for e in blanks(cohort, "response").all("proportion")
    }


def test_blanks_fail_are_left_out_and_succeed():
    assert counts(make_cohort(success=ANSWERS)) == {
        "as_registered": (3, 8, 3 / 8),
        "blank_left_out": (3, 6, 3 / 6),
        "blank_as_success": (5, 8, 5 / 8),
    }


def test_the_other_rule_is_the_one_the_protocol_does_not_name():
    found = counts(make_cohort(success=ANSWERS, missing="exclude"))
    assert found == {
        "as_registered": (3, 6, 3 / 6),
        "blank_as_failures": (3, 8, 3 / 8),
        "blank_as_success": (5, 8, 5 / 8),
    }


def test_without_blanks_there_is_one_way_to_count():
    assert counts(make_cohort(success=[1.0, 0.0, 0.0, 0.0])) == {"as_registered": (1, 4, 1 / 4)}


def test_each_way_has_exact_limits():
    # R: binom.test(0, 5)$conf.int = 0, 1 - 0.025^(1/5)
    (row,) = blanks(make_cohort(success=[0.0] * 5), "response").all("proportion")
    assert row.ci_low == 0
    assert row.ci_high == pytest.approx(1 - 0.025 ** (1 / 5), rel=1e-9)


def test_each_arm_counts_its_own_blanks():
    cohort = make_cohort(success=ANSWERS, arm=["a", "b"] * 4)
    found = blanks(cohort, "response").all("proportion")
    best = {e.group: (e.n_events, e.n) for e in found if e.method[0].id == "blank_as_success"}
    assert best == {"a": (3, 4), "b": (2, 4)}


def test_nobody_has_no_proportion():
    (row,) = blanks(nobody(success=ANSWERS), "response").all("proportion")
    assert (row.value, row.n) == (None, 0)
    assert row.notes
