"""The flow of a small trial, counted by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from outcomes.estimators.conduct.flow import NO_CONSENT, NO_REASON, flow
from outcomes.model.cohort import Cohort, Filter
from outcomes.results.result import Flow, Result
from tests.estimators.small_trial import NOBODY, small_cohort
from tests.said import said

Y, N, BLANK = 1.0, 0.0, np.nan
PATIENTS = {
    "patient_id": list("abcd"),
    "arm": ["sox", "sox", "hipec", "hipec"],
    "arm_actual": ["sox", "sox", "hipec", "sox"],
    "status": ["alive", "lost", "dead", "alive"],
}
SCREENING: dict[str, Any] = {
    "screening_no": ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8"],
    "eligible": [Y, Y, Y, Y, N, N, Y, Y],
    "exclusion_reason": [None, None, None, None, "转院", "转院", None, " "],
    "consented": [Y, Y, Y, Y, N, Y, N, Y],
    "randomised": [Y, Y, Y, Y, N, N, N, BLANK],
    "patient_id": ["a", "b", "c", "d", None, None, None, None],
    "arm": [None] * 8,
    "received_allocated": [Y, Y, Y, N, BLANK, BLANK, BLANK, BLANK],
    "not_received_reason": [None, None, None, "refused surgery", None, None, None, None],
    "discontinued": [N, Y, Y, N, BLANK, BLANK, BLANK, BLANK],
    "discontinued_reason": [None, "progression", None, None, None, None, None, None],
    "lost": [N, Y, N, N, BLANK, BLANK, BLANK, BLANK],
    "analysed": [Y, N, Y, Y, BLANK, BLANK, BLANK, BLANK],
    "not_analysed_reason": [None, "ineligible", None, None, None, None, None, None],
}


def trial(**changes: Any) -> Cohort:
    sheet = {k: v for k, v in (SCREENING | changes).items() if v is not None}
    return small_cohort(PATIENTS, {"screening": sheet})


def box(result: Result, name: str, group: str = "all") -> Flow:
    return next(b for b in result.flow if (b.id, b.group) == (name, group))


def test_screened_excluded_randomised() -> None:
    result = flow(trial())
    assert box(result, "screened").n == 8
    assert box(result, "excluded").reasons == (
        ("转院", 2),
        (NO_CONSENT, 1),
        (NO_REASON, 1),
    )
    assert box(result, "excluded").n == 4
    assert box(result, "randomised") == Flow("randomised", 4, "screened")
    assert result.n == 4
    assert said(result.notes) == ()


def test_boxes_of_each_arm() -> None:
    result = flow(trial())
    counts = {(b.id, b.group): b.n for b in result.flow if b.group != "all"}
    names = "allocated received not_received lost discontinued analysed not_analysed".split()
    assert [counts[name, "sox"] for name in names] == [2, 2, 0, 1, 1, 1, 1]
    assert [counts[name, "hipec"] for name in names] == [2, 1, 1, 0, 1, 2, 0]
    assert box(result, "not_received", "hipec").reasons == (("refused surgery", 1),)
    assert box(result, "discontinued", "hipec").reasons == ((NO_REASON, 1),)
    assert box(result, "not_analysed", "sox").reasons == (("ineligible", 1),)


def test_every_parent_exists() -> None:
    result = flow(trial())
    ids = {(b.id, b.group) for b in result.flow}
    for b in result.flow:
        assert b.parent is None or (b.parent, b.group) in ids or (b.parent, "all") in ids


def test_numbers_that_do_not_add_up_are_told() -> None:
    result = flow(
        trial(
            randomised=[Y, Y, Y, Y, Y, N, N, N],
            analysed=[Y, BLANK, Y, Y, BLANK, BLANK, BLANK, BLANK],
            screening_no=["S1", "S1", "S3", "S4", "S5", "S6", "S7", "S8"],
        )
    )
    assert said(result.notes) == (
        "screening: 1 row repeats a screening_no; it counts once more",
        "screening: 5 entered the study, patients: 4",
        "1 randomised have no arm and are in no arm's box",
        "sox: 1 of 2 have no entry for analysed",
    )


def test_randomised_is_a_patient_id_where_the_column_is_missing() -> None:
    assert box(flow(trial(randomised=None)), "randomised").n == 4


def test_unrecorded_boxes_are_absent() -> None:
    result = flow(trial(lost=None, discontinued=[BLANK] * 8))
    assert not [b for b in result.flow if b.id in ("lost", "discontinued")]


def test_filters_change_nothing_and_are_told() -> None:
    cohort = trial()
    filtered = replace(cohort, filters=(Filter("arm", "in", ("sox",)),))
    assert flow(filtered).flow == flow(cohort).flow
    assert "filters do not apply" in said(flow(filtered).notes)[0]


def test_without_a_sheet_the_flow_starts_with_the_patients() -> None:
    result = flow(small_cohort(PATIENTS))
    assert result.flow[0] == Flow("randomised", 4)
    assert box(result, "received", "hipec").n == 1
    assert box(result, "not_received", "hipec").n == 1
    assert box(result, "lost", "sox").n == 1
    assert box(result, "analysed", "sox").n == 2
    assert "no screening sheet" in said(result.notes)[0]


@pytest.mark.parametrize("tables", [None, {"screening": {"screening_no": []}}])
def test_nobody(tables: Any) -> None:
    result = flow(small_cohort(NOBODY, tables))
    assert {b.n for b in result.flow} == {0}


def test_one_arm_is_enrolled_not_randomised() -> None:
    result = flow(small_cohort({"patient_id": list("ab")}, {"screening": SCREENING}, arms=()))
    assert box(result, "enrolled").n == 4
    assert box(result, "allocated").parent == "enrolled"


def test_everybody_excluded() -> None:
    result = flow(trial(randomised=[N] * 8))
    assert box(result, "excluded").n == 8
    assert box(result, "allocated", "sox").n == 0
