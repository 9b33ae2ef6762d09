from __future__ import annotations

import json
import warnings
from fractions import Fraction
from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.kernel.curves.curve_values import (
    conditional_survival,
    quantiles,
    risk_table,
    survival_at,
)
from outcomes.kernel.curves.product_limit import kaplan_meier, reverse_kaplan_meier
from tests.kernel.conftest import assert_close

TRIALS = ["lung", "colon", "gbsg", "veteran"]
EDGES = {
    "all_events": ([1, 2, 3, 4], [1, 1, 1, 1]),
    "tied_half": ([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0]),
    "none": ([1, 2, 3], [0, 0, 0]),
    "one": ([5], [1]),
    "last": ([1, 2, 2, 3, 3, 9], [1, 0, 1, 1, 0, 1]),
    "zero": ([0, 1, 2, 3], [1, 1, 0, 1]),
}
PROPENSITY = {
    "lung": ("lung_cc", ["age", "ph.ecog"], [180, 365, 600]),
    "colon": ("colon_cc", ["age", "nodes", "sex", "obstruct"], [500, 1000, 2000]),
    "gbsg": ("gb", ["age", "size", "nodes", "pgr"], [500, 1000, 1500]),
}
FOLLOW_UP = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40)


def columns(found):
    """Quantiles as three lists, with R's NA for what is not reached or does not exist."""

    def r(value):
        return None if value in (inf, None) else value

    return [[r(getattr(q, k)) for q in found] for k in ("time", "ci_low", "ci_high")]


def test_six_patients_by_hand():
    # Follow-up 1, 2+, 2, 3, 3+, 9: six, then five, three and one at risk.
    curve = kaplan_meier(*EDGES["last"])
    s = [Fraction(5, 6), Fraction(5, 6) * Fraction(4, 5), Fraction(2, 3) * Fraction(2, 3), 0]
    assert_close(curve.survival, [float(v) for v in s])
    assert list(curve.n_at_risk) == [6, 5, 3, 1]
    greenwood = Fraction(1, 6 * 5) + Fraction(1, 5 * 4) + Fraction(1, 3 * 2)
    assert curve.std_err[2] == pytest.approx(float(s[2]) * sqrt(greenwood), rel=1e-14)
    assert np.isnan(curve.ci_low[3])
    assert np.isnan(curve.std_err[3])


def test_events_come_before_censorings_at_the_same_time():
    assert survival_at(kaplan_meier([5, 5], [1, 0]), 5)[0].survival == 0.5


def test_veteran_arm_equals_r(veteran):
    # library(survival); f <- survfit(Surv(time, status) ~ 1, data = veteran[veteran$trt == 2, ],
    #   conf.type = "log-log"); quantile(f); summary(f, times = c(30, 90, 180, 365))
    arm = veteran[veteran["grp"] == 1]
    curve = kaplan_meier(arm["time"], arm["ev"])
    assert columns(quantiles(curve)) == [[24.5, 52.5, 140.0], [15, 43, 99], [33, 90, 283]]
    at = survival_at(curve, [30, 90, 180, 365])
    assert_close(
        [v.survival for v in at],
        [0.676470588235294, 0.380168067226890, 0.232852941176470, 0.109773529411765],
    )
    assert_close(
        [v.std_err for v in at],
        [0.0567318423255003, 0.0591290241463507, 0.0528795382385205, 0.0407375075823976],
    )
    assert_close(
        [v.ci_low for v in at],
        [0.5514526226138960, 0.2656708624468939, 0.1383600276850502, 0.0463880866664805],
    )
    assert [v.n_at_risk for v in at] == [47, 25, 14, 6]


def test_weights_and_delayed_entry_equal_r(veteran):
    # w <- rep(c(.5, 1.25, 2), 46)[1:137]; en <- pmin(veteran$time - 1, rep(c(0, 5, 10), 46)[1:137])
    # summary(survfit(Surv(time, status) ~ 1, veteran, weights = w), times = c(30, 90, 365))
    # summary(survfit(Surv(en, time, status) ~ 1, veteran), times = c(30, 90, 365))
    # and both with weights = w, id = 1:137, robust = TRUE
    time, event = veteran["time"].to_numpy(), veteran["ev"].to_numpy()
    w = np.tile([0.5, 1.25, 2.0], 46)[:137]
    entry = np.minimum(time - 1, np.tile([0, 5, 10], 46)[:137])
    for kept, survival, std_err in (
        (
            {"weights": w},
            [0.6816016432186299, 0.4484770951750927, 0.0753326081098159],
            [0.0448479319363710, 0.0474588524719384, 0.0254216313963551],
        ),
        (
            {"entry": entry},
            [0.6294894449176294, 0.4170365517304890, 0.0809246307017391],
            [0.0484318597356770, 0.0443267190532107, 0.0241744386987124],
        ),
        (
            {"entry": entry, "weights": w},
            [0.4973579613685520, 0.3272492899569312, 0.0549694572582715],
            [0.0773931971209615, 0.0577442035642591, 0.0202243657436248],
        ),
    ):
        at = survival_at(kaplan_meier(time, event, **kept), [30, 90, 365])
        assert_close([v.survival for v in at], survival)
        assert_close([v.std_err for v in at], std_err)


def test_whole_number_weights_are_repeated_patients():
    time, event, w = [1, 2, 3, 5], [1, 0, 1, 1], [2, 1, 3, 1]
    weighted = kaplan_meier(time, event, weights=w)
    repeated = kaplan_meier(np.repeat(time, w), np.repeat(event, w))
    assert_close(weighted.survival, repeated.survival)
    assert_close(weighted.ci_low, repeated.ci_low)


def test_median_on_a_plateau_where_lifelines_depends_on_float_residue():
    # S = 0.8 * 0.75 * 2/3 … reaches 1/2 exactly in fractions; R takes the plateau's midpoint.
    time = np.arange(1.0, 11.0)
    event = np.array([1, 1, 1, 1, 1, 0, 0, 0, 1, 0])
    exact = Fraction(1)
    for n in range(10, 5, -1):
        exact *= Fraction(n - 1, n)
    assert exact == Fraction(1, 2)
    assert quantiles(kaplan_meier(time, event), (0.5,))[0].time == 7.0  # between 5 and 9
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from lifelines import KaplanMeierFitter
    assert KaplanMeierFitter().fit(time, event).median_survival_time_ != 7.0


def test_last_plateau_ends_at_the_last_follow_up():
    # R: quantile(survfit(Surv(1:6, c(1, 1, 1, 0, 0, 0)) ~ 1), 0.5) is 4.5
    assert quantiles(kaplan_meier(*EDGES["tied_half"]), (0.5,))[0].time == 4.5


def test_nobody():
    curve = kaplan_meier([], [])
    assert curve.time.size == 0
    assert survival_at(curve, 1)[0].survival is None
    assert quantiles(curve, (0.5,))[0].time == inf
    assert list(risk_table([], [], [0, 1]).n_at_risk) == [0, 0]


def test_one_patient():
    event = kaplan_meier([5], [1])
    assert quantiles(event, (0.5,))[0] == type(quantiles(event)[0])(0.5, 5.0, None, None)
    assert survival_at(event, 5)[0].survival == 0.0
    assert survival_at(event, 4)[0].n_at_risk == 1
    assert quantiles(kaplan_meier([5], [0]), (0.5,))[0].time == inf


def test_after_the_end_nothing_is_known_unless_everybody_had_the_event():
    at = survival_at(kaplan_meier([1, 2, 3], [1, 0, 0]), [3, 4])
    assert [v.survival for v in at] == [pytest.approx(2 / 3), None]
    assert [v.beyond for v in at] == [False, True]
    assert (at[1].std_err, at[1].ci_low, at[1].ci_high, at[1].n_at_risk) == (None, None, None, 0)
    assert survival_at(kaplan_meier([1, 2, 3], [1, 0, 1]), 4)[0].survival == 0
    assert not survival_at(kaplan_meier([1, 2, 3], [1, 0, 1]), 4)[0].beyond


def test_conditional_survival_after_the_end_is_0_or_unknown():
    assert conditional_survival(kaplan_meier([1, 2, 3], [1, 1, 0]), 1, 4).survival is None
    assert conditional_survival(kaplan_meier([1, 2, 3], [1, 1, 1]), 1, 4).survival == 0


def test_plain_limits_are_cut_at_0_and_1():
    curve = kaplan_meier([1, 2, 3], [1, 0, 1], ci_type="plain")
    assert curve.ci_high[0] == 1.0
    assert curve.ci_low[0] == pytest.approx(2 / 3 - 1.959963984540054 * (2 / 9 / 3) ** 0.5)
    early = kaplan_meier([1, 1, 1, 2], [1, 1, 1, 0], ci_type="plain")
    assert early.ci_low[0] == 0.0
    assert early.ci_high[0] == pytest.approx(0.25 + 1.959963984540054 * (3 / 16 / 4) ** 0.5)


def test_the_last_patient_is_one_patient():
    assert risk_table([1, 2], [1, 1], [2]).effective_n[0] == 1
    assert risk_table([1, 2], [1, 1], [3]).effective_n[0] == 0


def test_risk_table_counts_before_and_up_to_each_tick():
    table = risk_table([0, 1, 2, 2, 4], [1, 0, 1, 0, 1], [0, 2, 3, 9])
    assert list(table.n_at_risk) == [5, 3, 1, 0]
    assert list(table.n_events) == [1, 2, 2, 3]
    assert list(table.n_censored) == [0, 2, 2, 2]
    late = risk_table([3, 4], [1, 1], [0, 1, 2, 3], entry=[0, 2])
    assert list(late.n_at_risk) == [1, 1, 1, 2]
    assert risk_table([1, 2], [1, 1], [0], weights=[1, 3]).effective_n[0] == pytest.approx(1.6)


def test_refuses_what_it_cannot_count():
    with pytest.raises(ValueError, match="missing"):
        kaplan_meier([1.0, np.nan], [1, 0])
    with pytest.raises(ValueError, match="event must be 0"):
        kaplan_meier([1, 2], [1, 2])
    with pytest.raises(ValueError, match="event has shape"):
        kaplan_meier([1, 2], [1])
    with pytest.raises(ValueError, match="no interval type 'logit'"):
        kaplan_meier([1, 2], [1, 1], ci_type="logit")


@given(FOLLOW_UP, st.randoms())
def test_row_order_is_irrelevant(patients, random):
    shuffled = list(patients)
    random.shuffle(shuffled)
    a, b = (kaplan_meier(*np.array(p, dtype=float).T) for p in (patients, shuffled))
    np.testing.assert_array_equal(a.survival, b.survival)
    np.testing.assert_array_equal(a.ci_low, b.ci_low)


@given(FOLLOW_UP)
def test_time_scale_moves_quantiles_only(patients):
    time, event = np.array(patients, dtype=float).T
    days, months = kaplan_meier(time, event), kaplan_meier(time / 4, event)
    np.testing.assert_array_equal(days.survival, months.survival)
    assert [q.time / 4 for q in quantiles(days)] == [q.time for q in quantiles(months)]


@given(FOLLOW_UP)
def test_unit_weights_with_jackknife_equal_greenwood(patients):
    time, event = np.array(patients, dtype=float).T
    plain = kaplan_meier(time, event)
    robust = kaplan_meier(time, event, weights=np.ones(time.size), robust=True)
    alive = plain.survival > 0
    np.testing.assert_allclose(robust.std_err[alive], plain.std_err[alive], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("ci_type", ["log-log", "log", "plain"])
@pytest.mark.parametrize("arm", [0, 1])
@pytest.mark.parametrize("name", TRIALS)
def test_gold_curves(r_values, r_data, name, arm, ci_type):
    want = r_values["km"][f"{name}|{ci_type}|{arm}"]
    data = r_data(name)
    data = data[data["grp"] == arm]
    curve = kaplan_meier(data["time"], data["ev"], ci_type=ci_type)
    for key, values in (
        ("time", curve.time),
        ("surv", curve.survival),
        ("se", curve.std_err),
        ("lower", curve.ci_low),
        ("upper", curve.ci_high),
    ):
        assert_close(values, want[key])
    assert columns(quantiles(curve)) == [want["q"], want["ql"], want["qu"]]
    at = survival_at(curve, want["tt"])
    assert_close([v.survival for v in at], want["st"])
    assert_close([v.ci_low for v in at], want["sl"])
    assert_close([v.ci_high for v in at], want["su"])
    assert [v.n_at_risk for v in at] == want["nr"]


@pytest.mark.parametrize("ci_type", ["log-log", "log", "plain"])
@pytest.mark.parametrize("name", sorted(EDGES))
def test_gold_edges(r_values, name, ci_type):
    want = r_values["km"][f"edge|{name}|{ci_type}"]
    curve = kaplan_meier(*EDGES[name], ci_type=ci_type)
    # A vector of length one was written as a scalar.
    assert_close(curve.survival, np.atleast_1d(want["surv"]))
    lists = [np.atleast_1d(np.array(want[k], dtype=float)) for k in ("lower", "upper")]
    assert_close(curve.ci_low, lists[0])
    assert_close(curve.ci_high, lists[1])
    assert columns(quantiles(curve)) == [want["q"], want["ql"], want["qu"]]


@pytest.mark.parametrize("name", TRIALS)
def test_gold_reverse(r_values, r_data, name):
    data = r_data(name)
    curve = reverse_kaplan_meier(data["time"], data["ev"])
    found = [row[0] for row in columns(quantiles(curve, (0.5,)))]
    assert found == r_values["revkm"][name]


def test_gold_conditional(r_values, r_data):
    data = r_data("lung")
    curve = kaplan_meier(data["time"], data["ev"])
    found = conditional_survival(curve, 365, 545)
    assert_close([found.survival, found.ci_low, found.ci_high], r_values["cond2"])
    assert conditional_survival(curve, 5000, 6000).survival is None
    assert conditional_survival(kaplan_meier([1], [1]), 2, 3).survival is None


@pytest.mark.parametrize("name", ["lung", "colon", "gbsg"])
def test_gold_weighted(gold, r_data, name):
    # ref_B: survfit(Surv(time, ev) ~ grp, weights = 1 / propensity, robust = TRUE) at three times
    want = json.loads((gold / "gold" / "ref_B.json").read_text())[name]
    file, covariates, times = PROPENSITY[name]
    data = r_data(file)
    linear = np.column_stack((np.ones(len(data)), data[covariates])) @ want["ps_coef"]
    propensity = 1 / (1 + np.exp(-linear))
    weight = np.where(data["grp"] == 1, 1 / propensity, 1 / (1 - propensity))
    found = []
    for arm in (0, 1):
        rows = data["grp"] == arm
        curve = kaplan_meier(data["time"][rows], data["ev"][rows], weights=weight[rows])
        found += survival_at(curve, times)
    for key, what in (
        ("surv", "survival"),
        ("se", "std_err"),
        ("llo", "ci_low"),
        ("lup", "ci_high"),
    ):
        assert_close([getattr(v, what) for v in found], want["ate"][key])
