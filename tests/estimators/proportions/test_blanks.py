"""By hand: eight patients, 3 successes, 3 failures, 2 blanks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from outcomes.estimators.proportions.blanks import blanks
from outcomes.estimators.proportions.denominators import (
    answered,
    notes_of,
    other_ways,
    sensitivity_of,
)
from outcomes.model.cohort import NOT_YET, Cohort
from outcomes.results.note import Method, Note, Ref
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


def recently(**endpoint):
    """Six: four began in the last 90 days, one of them died and one succeeded; one 90 days ago."""
    began = ["2024-01-01", "2024-04-01", "2024-06-01", "2024-06-01", "2024-06-01", "2024-06-01"]
    died = [None, None, None, "2024-06-10", None, None]
    study = make_cohort(
        success=[1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        columns={"consent_date": pd.to_datetime(began), "death_date": pd.to_datetime(died)},
    ).study
    block = replace(study.spec.study, data_cutoff=date(2024, 6, 30))
    endpoints = tuple(replace(e, **endpoint) for e in study.spec.endpoints)
    spec = replace(study.spec, study=block, endpoints=endpoints)
    return Cohort(replace(study, spec=spec), "itt")


def test_without_a_window_those_enrolled_recently_are_counted_and_left_out_once():
    found = blanks(recently(), "response")
    (note,) = (n for n in found.notes if n.id == "no_window")
    assert note["n"] == 2  # alive, without success, enrolled in June
    assert counts(recently()) == {"as_registered": (2, 6, 2 / 6), "recent_left_out": (1, 2, 1 / 2)}


def test_where_the_protocol_gives_a_window_nothing_is_said_of_it():
    assert not [n for n in blanks(recently(window_days=30), "response").notes]


def test_whose_window_is_not_over_is_in_no_denominator_and_counted_once_as_a_failure():
    study = make_cohort(success=ANSWERS).study
    given = study.endpoints["response"]
    waiting = np.array([""] * 6 + [NOT_YET] * 2, dtype=object)
    open_ = replace(study, endpoints={"response": replace(given, reason=waiting)})
    cohort = Cohort(open_, "itt")
    assert counts(cohort) == {"as_registered": (3, 6, 3 / 6), "early_as_failures": (3, 8, 3 / 8)}
    assert blanks(cohort, "response").n_missing == 0
    data = answered(cohort, "response")
    assert (data.n_early, data.n_blank, data.early) == (2, 0, False)
    (other,) = other_ways(cohort, "response", data)
    assert (other.early, len(other.success), sensitivity_of(other)) == (
        True, 8, Method("sensitivity", counted=Method("early_as_failures")),
    )  # fmt: skip
    assert notes_of(data) == (Note("not_yet_assessable", n=2),)


def test_what_is_said_of_a_denominator_names_each_that_is_left_out():
    cohort = make_cohort(
        success=ANSWERS, arm=[None, *["a", "b"] * 3, "a"], arms=["a", "b"], denominator="inside",
        populations={"inside": [True] * 7 + [False]},
    )  # fmt: skip
    data = answered(cohort, "response")
    assert (data.n_outside, data.n_without_arm, data.n_blank, len(data.success)) == (1, 1, 1, 6)
    assert notes_of(data) == (
        Note("outside_denominator", denominator=Ref("column", "inside"), n=1),
        Note("without_arm", n=1), Note("blank_as_failures", n=1),
    )  # fmt: skip
