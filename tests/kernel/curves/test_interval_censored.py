"""Turnbull's estimate by hand, against R, and by what it must become where times are known.

R, survival 3.5::

    l <- c(0,0,0,3,3,3,6,6,9,9,12,12); r <- c(3,3,3,6,6,NA,9,NA,12,NA,NA,NA)
    survfit(Surv(l, r, type = "interval2") ~ 1)$surv            # .75 .75 .5625 .5625 .45 .45 .3 .3

survfit stops early (5e-5); self-consistency iterated until still is the reference of IRREGULAR::

    l <- c(0,0,2,3,4,2,6,5,7,1,8,10,3,6); r <- c(2,3,4,6,4,NA,9,NA,10,3,NA,NA,8,8)
    lo <- c(1,2,4,5,7,8,10); hi <- c(2,3,4,6,8,9,Inf); R <- ifelse(is.na(r), Inf, r)
    A <- outer(seq_along(l), seq_along(lo), function(i, j) (l[i] <= lo[j] & hi[j] <= R[i] &
           !(lo[j] == hi[j] & l[i] == lo[j] & l[i] < R[i])) * 1)
    p <- rep(1/7, 7); for (k in 1:500000) p <- p * colMeans(A / as.vector(A %*% p))
    1 - cumsum(p)
"""

import numpy as np
import pytest

from outcomes.kernel.competing.aalen_johansen import cumulative_incidence
from outcomes.kernel.curves.interval_censored import interval_censored

NA = np.inf
IRREGULAR = (
    [0, 0, 2, 3, 4, 2, 6, 5, 7, 1, 8, 10, 3, 6],
    [2, 3, 4, 6, 4, NA, 9, NA, 10, 3, NA, NA, 8, 8],
)
SELF_CONSISTENT = [0.79307081264, 0.781836323940, 0.513088140021, 0.513088140021, 0.202300274069,
                   0.171029380007, 0.0]  # fmt: skip
SURVFIT = [0.794871653, 0.780899348, 0.513042894, 0.513042894, 0.202205154, 0.171018865, 0.0]


def fitted(left, right):
    right = np.asarray(right, dtype=float)
    return interval_censored(left, np.where(np.isfinite(right), right, 0.0), np.isfinite(right))


def test_two_visits_by_hand():
    # One event in (0, 3], one in (3, 6], one censored at 3 who lies in (3, 6] or later.
    found = fitted([0, 3, 3], [3, 6, NA])
    assert found.low.tolist() == [0, 3]
    assert found.mass == pytest.approx([1 / 3, 2 / 3], abs=1e-9)
    assert found.incidence(3.0) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert found.incidence(4.0) == pytest.approx((1 / 3, 1 / 3 + 2 / 9, 1.0))


def test_on_a_schedule_it_is_the_life_table_and_r():
    left = [0, 0, 0, 3, 3, 3, 6, 6, 9, 9, 12, 12]
    found = fitted(left, [3, 3, 3, 6, 6, NA, 9, NA, 12, NA, NA, NA])
    surviving = [1 - found.incidence(at)[1] for at in (3, 6, 9, 12)]
    assert surviving == pytest.approx([0.75, 0.5625, 0.45, 0.3], abs=1e-8)


def test_irregular_visits_as_self_consistency_and_close_to_survfit():
    found = fitted(*IRREGULAR)
    assert found.low.tolist() == [1, 2, 4, 5, 7, 8, 10]
    assert found.high.tolist() == [2, 3, 4, 6, 8, 9, np.inf]
    assert 1 - np.cumsum(found.mass) == pytest.approx(SELF_CONSISTENT, abs=1e-8)
    assert 1 - np.cumsum(found.mass) == pytest.approx(SURVFIT, abs=2e-3)


@pytest.mark.parametrize("seed", range(5))
def test_known_times_give_aalen_johansen(seed):
    rng = np.random.default_rng(seed)
    time, cause = rng.integers(1, 20, 60).astype(float), rng.integers(0, 3, 60)
    time[cause == 0] += 0.5  # a censoring lies in no interval of an event
    curve = cumulative_incidence(time, cause)
    found = interval_censored(time, time, cause)
    for at in (5.0, 10.0, 15.0):
        expected = curve.incidence[np.searchsorted(curve.time, at, side="right") - 1]
        assert found.incidence(at) == pytest.approx((expected,) * 3, abs=1e-7)


def test_weights_are_copies():
    left, right = map(np.array, IRREGULAR)
    copies = np.array([2, 1, 1, 3, 1, 1, 2, 1, 1, 1, 2, 1, 0, 1])
    once = interval_censored(left, right, np.isfinite(right), copies)
    many = interval_censored(*(np.repeat(v, copies) for v in (left, right, np.isfinite(right))))
    assert once.low.tolist() == many.low.tolist()
    assert once.mass == pytest.approx(many.mass, abs=1e-7)


def test_nobody_with_an_event_and_nobody_at_all():
    assert fitted([2.0, 5.0], [NA, NA]).incidence(4.0)[0] == 0.0
    assert interval_censored([], [], []).incidence(4.0) == (0.0, 0.0, 0.0)


def test_an_interval_is_open_where_another_event_is_known_to_be():
    # One event at 4; another after 4, up to 6: not at 4 itself.
    found = interval_censored([4.0, 4.0], [4.0, 6.0], [1, 1])
    assert found.mass == pytest.approx([0.5, 0.5], abs=1e-9)
    # Censored at 4, where another has the event: it comes after.
    found = interval_censored([4.0, 4.0], [4.0, 0.0], [1, 0])
    assert found.incidence(4.0)[0] == pytest.approx(0.5, abs=1e-9)
