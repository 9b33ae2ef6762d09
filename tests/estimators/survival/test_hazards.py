from __future__ import annotations

from math import log

import numpy as np
import pytest

from outcomes.estimators.survival.cox import proportional_hazards
from outcomes.estimators.survival.hazards import DOUBTFUL, NO_SIGN, TOO_FEW, hazards, piece_edges
from outcomes.wording import say
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, nobody

FOUR = ([1, 2, 3, 4], [1, 1, 1, 0], ["b", "a", "b", "a"])


@pytest.fixture(scope="module")
def veteran():
    v = load_veteran()
    cohort = make_cohort(
        v["time"],
        v["ev"],
        np.where(v["grp"] == 1, "test", "standard"),
        arms=["standard", "test"],
        time_unit="days",
    )
    return hazards(cohort, "os")


# R 4.2.2, survival 3.5-3: cox.zph(coxph(Surv(time, status) ~ trt, veteran), transform)$table
def test_tests_of_veteran_equal_r(veteran):
    found = veteran.all("statistic")
    want = [3.53697278233, 3.53025557801, 4.91395180177, 2.73932240018]
    assert [e.value for e in found] == pytest.approx(want, rel=1e-9)
    assert found[0].p_value == pytest.approx(0.0600149002727, rel=1e-9)
    assert (
        say(found[0].method) == "Proportional hazards, score test: Kaplan–Meier transform of time"
    )
    assert found[0].notes == (NO_SIGN,)


# e <- sort(time[status == 1]); s <- survSplit(…, cut = e[128 * 1:3 / 4], episode = "tg")
# coxph(Surv(tstart, time, status) ~ trt, s[s$tg == i, ])
def test_pieces_of_veteran_equal_r(veteran):
    found = veteran.all("piecewise_hazard_ratio")
    assert [e.at for e in found] == [0.0, 22.0, 61.0, 144.0]
    assert [(e.n, e.n_events) for e in found] == [(137, 32), (105, 32), (72, 32), (34, 32)]
    want = [
        (0.891378921815, 0.445137004528, 1.784970411748),
        (2.17302530190, 1.04707213458, 4.50975516083),
        (1.11085884801, 0.55206869361, 2.23524245169),
        (0.460299032823, 0.214912758111, 0.985866085752),
    ]
    got = [(e.value, e.ci_low, e.ci_high) for e in found]
    assert got == [pytest.approx(row, rel=1e-9) for row in want]
    assert said(found[0].notes) == ("from 0 to 22",)
    assert sum(e.n_events for e in found) == 128


# The smoother of plot.cox.zph: ns(df = 4) through z$y over z$x, read at points 1, 20 and 40.
def test_smoothed_effect_of_veteran_equals_r(veteran):
    (curve,) = [c for c in veteran.curves if c.quantity == "log_hazard_ratio"]
    points = [0, 19, 39]
    assert [curve.value[i] for i in points] == pytest.approx(
        [-0.432146643470, 0.327060443998, -0.713665005949], rel=1e-6
    )
    assert [curve.ci_low[i] for i in points] == pytest.approx(
        [-1.595823463347, -0.214307480574, -1.975610833875], rel=1e-6
    )
    assert [curve.time[i] for i in points] == pytest.approx([1.0, 72.8511704134, 999.0], rel=1e-6)
    assert (curve.group, len(curve.time)) == ("test", 40)


def test_log_log_curve_by_hand():
    found = hazards(make_cohort([1, 2, 3, 4], [1, 0, 1, 1]), "os")
    (curve,) = found.curves
    # S = 3/4 at 1, 3/8 at 3, 0 at 4 (no logarithm).
    assert curve.time == (1.0, 3.0)
    assert curve.value == pytest.approx((log(-log(0.75)), log(-log(0.375))), rel=1e-12)
    assert (curve.group, curve.n_at_risk) == ("all", (4.0, 2.0))
    assert found.estimates == ()


def test_crossing_hazards_are_doubtful():
    first = [*np.linspace(0.1, 4, 40), *np.linspace(5, 50, 40)]
    cohort = make_cohort([*first, *np.linspace(3, 6, 80)], [1] * 160, ["a"] * 80 + ["b"] * 80)
    assert hazards(cohort, "os").pick("statistic").notes == (DOUBTFUL,)


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (nobody(*FOUR, arms=["a", "b"]), "nobody"),
        (make_cohort([1, 2], [1, 1], ["a", "a"], arms=["a", "b"]), "one arm only"),
        (make_cohort([1, 2, 3, 4], [0] * 4, ["a", "b"] * 2), "an arm without events"),
        (make_cohort(*FOUR, arms=["a", "b"]), "3 events, fewer than 5"),
    ],
)
def test_no_test_says_why(cohort, words):
    found = hazards(cohort, "os")
    tests = found.all("statistic")
    assert len(tests) == 4
    assert all(e.value is None and words in said(e.notes)[0] for e in tests)
    assert tests[0].notes[1] == TOO_FEW
    assert all(e.value is None for e in found.all("piecewise_hazard_ratio"))


def test_few_events_say_that_nothing_can_be_told():
    cohort = make_cohort(range(1, 13), [1] * 12, ["a", "b", "b", "a"] * 3)
    found = hazards(cohort, "os")
    assert found.pick("statistic").notes == (TOO_FEW,)
    pieces = found.all("piecewise_hazard_ratio")
    assert [e.n_events for e in pieces] == [6, 6]
    assert all("few events: 6 for 1 parameter" in said(e.notes) for e in pieces)


def test_an_event_at_time_zero_counts_but_has_no_logarithm():
    cohort = make_cohort(range(12), [1] * 12, ["a", "b", "b", "a"] * 3)
    found = hazards(cohort, "os")
    tests = found.all("statistic")
    assert tests[0].value is not None
    assert (tests[3].value, "time 0" in said(tests[3].notes)[0]) == (None, True)
    assert found.all("piecewise_hazard_ratio")[0].n_events == 6


@pytest.mark.parametrize("late", [[], [9.0]])
def test_one_event_time_tells_of_no_change(late):
    # R: cox.zph of these stops, "system is exactly singular". At 9 only one arm is left.
    arm = ["a", "b"] * 6 + ["a"] * len(late)
    cohort = make_cohort(
        [*[5.0] * 7, *[6.0] * 5, *late], [*[1] * 7, *[0] * 5, *[1] * len(late)], arm
    )
    assert proportional_hazards(cohort, "os").pick("statistic").value is None
    for test in hazards(cohort, "os").all("statistic"):
        assert (test.value, test.p_value) == (None, None)
        assert said(test.notes) == (
            "not estimable: the arms are compared at one event time only, "
            "which cannot tell whether the ratio changes",
        )


@pytest.mark.parametrize(
    ("time", "edges"),
    [
        ([], ()),
        ([3.0], (0.0, 3.0)),
        ([2.0] * 6, (0.0, 2.0)),
        ([1.0, 1.0, 1.0, 2.0], (0.0, 1.0, 2.0)),
        ([0.0, 0.0, 0.0, 2.0], (0.0, 2.0)),
        (list(range(1, 61)), (0.0, 20.0, 40.0, 60.0)),
        (list(range(1, 201)), (0.0, 50.0, 100.0, 150.0, 200.0)),
    ],
)
def test_pieces_balance_events_and_ties_stay_together(time, edges):
    assert piece_edges(np.array(time, dtype=float), np.ones(len(time))) == edges
