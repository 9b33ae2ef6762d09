from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from outcomes.kernel.imputation.censored import (
    cumulative_hazard,
    hazard_until,
    impute_follow_up,
    in_order,
    time_of_hazard,
)


def hazard_of(time, event, risk=None):
    group = in_order(np.array(time), np.array(event), np.ones(len(time)) if risk is None else risk)
    return cumulative_hazard(group, np.ones(len(time)))


def test_cumulative_hazard_by_hand():
    # Events at 1 (4 at risk) and 3 (2 at risk); censored at 2 and 5; 2 events in 11 of time.
    hazard = hazard_of([3.0, 1, 5, 2], [1.0, 1, 0, 0])
    assert hazard.knots.tolist() == [0, 1, 3]
    assert hazard.cumulative == pytest.approx([0, 1 / 4, 1 / 4 + 1 / 2])
    assert hazard.rate == pytest.approx(2 / 11)
    assert hazard_until(hazard, np.array([0.5, 2, 14])) == pytest.approx([1 / 8, 1 / 2, 3 / 4 + 2])
    assert time_of_hazard(hazard, np.array([1 / 8, 1 / 2, 2.75])) == pytest.approx([0.5, 2, 14])


def test_patients_of_higher_risk_weigh_more():
    # The first has risk 3: 6 at risk at 1, then 5 at 3; 2 events in 3 * 3 + 1 + 5 + 2 = 17.
    risk = np.array([3.0, 1, 1, 1])
    hazard = hazard_of([3.0, 1, 5, 2], [1.0, 1, 0, 0], risk)
    assert hazard.cumulative == pytest.approx([0, 1 / 6, 1 / 6 + 1 / 4])
    assert hazard.rate == pytest.approx(2 / 17)


def test_an_event_at_time_zero_is_a_jump_at_zero():
    hazard = hazard_of([0.0, 2, 2], [1.0, 1, 0])
    assert hazard.knots.tolist() == [0, 2]
    assert hazard.cumulative == pytest.approx([1 / 3, 1 / 3 + 1 / 2])
    assert time_of_hazard(hazard, np.array([0.1])) == 0


def test_without_events_nobody_ever_has_one():
    hazard = hazard_of([1.0, 2], [0.0, 0])
    assert time_of_hazard(hazard, np.array([0.5]))[0] == np.inf


class FollowUp(NamedTuple):
    time: np.ndarray
    event: np.ndarray


def drawn(time, event, unknown, horizon, **options):
    """Times and events of everybody, shape (deltas, m, n)."""
    options = {"deltas": np.array([1.0, 4.0]), "m": 3, "seed": 1} | options
    time, event = np.array(time), np.array(event, dtype=float)
    rows, data_sets = impute_follow_up(
        time, event, np.array(unknown), np.full(len(time), horizon), **options
    )
    shape = (len(options["deltas"]), options["m"], len(time))
    times, events = np.broadcast_to(time, shape).copy(), np.broadcast_to(event, shape).copy()
    for i, one in enumerate(data_sets):
        times[:, i, rows], events[:, i, rows] = one
    return FollowUp(times, events)


def test_only_the_unknown_move_and_never_back_nor_past_the_horizon():
    time, event = [1.0, 2.0, 3.0, 4.0, 9.0], [1.0, 0.0, 1.0, 0.0, 0.0]
    found = drawn(time, event, [False, True, False, False, True], 9.0)
    assert found.time.shape == (2, 3, 5)
    assert (found.time[..., [0, 2, 3, 4]] == np.array(time)[[0, 2, 3, 4]]).all()
    assert (found.event[..., [0, 2, 3, 4]] == np.array(event)[[0, 2, 3, 4]]).all()
    assert ((found.time[..., 1] > 2) & (found.time[..., 1] <= 9)).all()
    assert set(np.unique(found.event[..., 1])) <= {0.0, 1.0}
    assert (found.time[1] <= found.time[0]).all()


def test_the_seed_decides():
    time, event, who = [1.0, 2, 3, 4], [1.0, 0, 1, 0], [False, True, False, True]
    one, two, other = (drawn(time, event, who, 50.0, seed=s) for s in (7, 7, 8))
    assert (one.time == two.time).all()
    assert not (one.time == other.time).all()


def test_exponential_times_are_completed_as_they_were():
    # Truth: hazard 0.1 for all 3 000; censoring is uniform and independent. Completed follow-up to
    # 15 must show the survival exp(-1.5), and at delta 3 that of the known mixture.
    rng = np.random.default_rng(2)
    life, gone = rng.exponential(10, 3000), rng.uniform(0, 20, 3000)
    time, event = np.minimum(life, gone), (life <= gone).astype(float)
    found = drawn(time, event, event == 0, 15.0, deltas=np.array([1.0, 3.0]), m=5)
    alive = (found.time >= 15).mean(axis=(1, 2))
    c = rng.uniform(0, 20, 400_000)
    u = np.minimum(c, 15)
    at_three = np.exp(-0.1 * (u + 3 * (15 - u))).mean()
    # Those seen alive at 15 stay so: their event after 15 is not among the imputed.
    assert alive[0] == pytest.approx(np.exp(-1.5), abs=0.02)
    assert alive[1] == pytest.approx(at_three, abs=0.02)


def test_what_would_come_after_the_horizon_is_censored_there():
    found = drawn([1.0, 2.0, 50.0], [1.0, 0.0, 0.0], [False, True, True], 51.0, m=50)
    at_end = found.time == 51.0
    assert at_end[..., 2].any()
    assert (found.event[at_end] == 0).all()
    assert (found.event[..., 1:][~at_end[..., 1:]] == 1).all()


def test_twice_the_risk_for_everybody_is_the_same_hazard():
    time, event, who = [1.0, 2, 3, 4, 9], [1.0, 0, 1, 0, 0], [False, True, False, True, True]
    risk = np.array([1.0, 2, 1, 0.5, 3])
    one, two = (drawn(time, event, who, 30.0, risk=scale * risk) for scale in (1, 2))
    assert two.time == pytest.approx(one.time, rel=1e-12)
    assert not np.allclose(one.time, drawn(time, event, who, 30.0).time)
