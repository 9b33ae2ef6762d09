"""By hand: four patients, an event at 2, two lost at 3 and 5, one followed to 12."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from outcomes.estimators.adjusted.alone.lost import _reaches, lost
from outcomes.kernel.competing.aalen_johansen import cumulative_incidence, incidence_at
from outcomes.results.result import Estimate
from tests.studies import make_cohort, nobody

FOUR = ([2.0, 3.0, 5.0, 12.0], [1.0, 0.0, 0.0, 0.0])
AT = {"landmarks": (10.0,)}


def found(cohort, against, endpoint="os"):
    result = lost(cohort, endpoint, against)
    quantity = "proportion" if endpoint == "response" else "cumulative_incidence"
    rows = {e.method[0].id: e.value for e in result.all(quantity)}
    rows |= {q: e.value for q in ("n_lost", "tipping_count") if (e := result.pick(q))}
    soon = result.pick("tipping_time")
    return rows | ({"tipping_time": soon.value} if soon else {})


def test_the_fewest_that_reach_a_higher_number():
    # As registered 1/4. The last lost, at 5 with two at risk: 1 - 3/4 × 1/2 = 5/8.
    rows = found(make_cohort(*FOUR, **AT), 0.6)
    assert rows["as_registered"] == pytest.approx(0.25)
    assert (rows["n_lost"], rows["tipping_count"]) == (2, 1)
    assert rows["lost_tipped_event"] == pytest.approx(5 / 8)
    assert rows["lost_all_event"] == pytest.approx(3 / 4)
    # All of them: 3/4 until the one lost at 3 waits beyond 10; within 7 both have had it.
    assert rows["tipping_time"] == pytest.approx(5.0)


def test_within_how_long_all_must_have_had_it():
    # At 0.7 both are needed: the one lost at 5 has it by 10 if it takes no longer than 5.
    assert found(make_cohort(*FOUR, **AT), 0.7)["tipping_time"] == pytest.approx(5.0)
    # At 0.5 one is enough: the one lost at 3 has it by 10 if it takes no longer than 7.
    assert found(make_cohort(*FOUR, **AT), 0.5)["tipping_time"] == pytest.approx(7.0)


def test_the_fewest_that_reach_a_lower_number():
    # Lost at 1, then an event at 2 of three: 1/3. Followed on, of four: 1/4.
    rows = found(make_cohort([1.0, 2.0, 12.0, 12.0], [0.0, 1.0, 0.0, 0.0], **AT), 0.25)
    assert rows["as_registered"] == pytest.approx(1 / 3)
    assert rows["tipping_count"] == 1
    assert rows["lost_tipped_none"] == pytest.approx(1 / 4)
    assert "tipping_time" not in rows


def test_of_those_free_of_it_the_first_lost_come_first():
    # Lost at 1 and at 3, an event at 2 of four: 1/4. Only the first lost can be at risk there: 1/5.
    rows = found(make_cohort([1.0, 3.0, 2.0, 12.0, 12.0], [0.0, 0.0, 1.0, 0.0, 0.0], **AT), 0.2)
    assert rows["tipping_count"] == 1
    assert rows["lost_tipped_none"] == pytest.approx(1 / 5)


def test_not_reached_whatever_happened():
    result = lost(make_cohort(*FOUR, **AT), "os", 0.9)
    (count,) = result.all("tipping_count")
    assert count.value is None
    assert count.says("not_reached_by_all")
    assert result.pick("tipping_time") is None


@pytest.mark.parametrize("seed", range(4))
def test_no_smaller_set_reaches_it(seed):
    rng = np.random.default_rng(seed)
    time, event = rng.permutation(9) + 1.0, (rng.random(9) < 0.4).astype(float)
    cohort = make_cohort([*time, 12.0], [*event, 0.0], **AT)
    for against in (0.3, 0.5, 0.7, 0.9):
        rows = found(cohort, against)
        if rows["as_registered"] >= against or rows["tipping_count"] is None:
            continue
        fewer = int(rows["tipping_count"]) - 1
        open_ = np.flatnonzero(event == 0)
        for chosen in itertools.combinations(open_, max(fewer, 0)):
            changed = event.copy()
            changed[list(chosen)] = 1
            curve = cumulative_incidence([*time, 12.0], [*changed, 0.0])
            assert incidence_at(curve, 10.0)[0].incidence < against


def test_blanks_of_a_proportion_under_both_rules():
    success = [1.0, 1.0, 0.0, 0.0, None, None]
    failures = found(make_cohort(success=success), 0.5, "response")
    assert failures["as_registered"] == pytest.approx(2 / 6)
    assert (failures["n_lost"], failures["tipping_count"]) == (2, 1)
    excluded = found(make_cohort(success=success, missing="exclude"), 0.55, "response")
    assert excluded["as_registered"] == pytest.approx(2 / 4)
    assert excluded["tipping_count"] == 1  # 3/5
    lower = found(make_cohort(success=success, missing="exclude"), 0.35, "response")
    assert lower["tipping_count"] == 2  # 2/6
    assert found(make_cohort(success=success), 0.2, "response")["tipping_count"] is None


def test_nobody_all_lost_and_nobody_lost():
    none = lost(nobody(*FOUR, **AT), "os", 0.5)
    assert none.pick("tipping_count").value is None
    assert none.pick("tipping_count").notes
    everybody = lost(make_cohort([1.0, 2.0, 3.0], [0.0, 0.0, 0.0], **AT), "os", 0.5)
    assert everybody.pick("n_lost").value == 3
    assert everybody.pick("tipping_count").value is None  # followed to 3, nothing known of 10
    followed = found(make_cohort([11.0, 12.0], [0.0, 0.0], **AT), 0.5)
    assert (followed["n_lost"], followed["tipping_count"]) == (0, None)


@pytest.mark.parametrize(
    ("value", "up", "reached"),
    [(0.5, True, True), (0.5, False, True), (0.49, True, False), (0.51, False, False),
     (0.49, False, True), (None, True, False), (None, False, False)],
)  # fmt: skip
def test_a_number_is_reached_where_it_is_equal(value, up, reached):
    assert _reaches(Estimate("cumulative_incidence", value=value), 0.5, up) is reached
