"""Standardized survival against R, against the derivative it must be, and by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from math import exp

import numpy as np
import pandas as pd
import pytest

from outcomes.kernel.causal.standardization import standardize, subtract
from outcomes.kernel.cox.fit import cox
from outcomes.kernel.cox.prediction import baseline_hazards
from outcomes.kernel.curves.product_limit import kaplan_meier
from outcomes.simulate import BALANCED_MIX, simulate_trial
from tests.kernel.conftest import assert_close

TRIALS = {
    "lung": ("lung_cc", ["age", "ph.ecog"], [180, 365, 600]),
    "colon": ("colon_cc", ["age", "nodes", "sex", "obstruct"], [500, 1000, 2000]),
    "gbsg": ("gb", ["age", "size", "nodes", "pgr"], [500, 1000, 1500]),
}


def untied(frame: pd.DataFrame) -> pd.DataFrame:
    """As ref_B2.R: a little later each, so that no two times are equal."""
    later = (np.arange(1, len(frame) + 1) * 7919 % 10007) / 10007 * 0.5
    return frame.assign(time=frame["time"] + later)


def complete_lung(lung: pd.DataFrame) -> pd.DataFrame:
    return lung.dropna(subset=["age", "ph.ecog"]).reset_index(drop=True)


def arms_first(worlds) -> np.ndarray:
    return np.concatenate([1 - worlds.mean[:, 0], 1 - worlds.mean[:, 1]])


def errors(worlds) -> np.ndarray:
    return worlds.std_err.T.ravel()


def gaps(worlds) -> list:
    return [worlds.difference(i) for i in range(len(worlds.time))]


def test_lung_equals_r(lung):
    # d <- lung[complete.cases(lung[, c("age", "ph.ecog")]), ]; d$arm <- factor(d$sex == 2)
    # d$time <- d$time + ((seq_len(nrow(d)) * 7919) %% 10007) / 10007 * 0.5
    # f <- coxph(Surv(time, status == 2) ~ arm + age + ph.ecog, d, x = TRUE)
    # riskRegression::ate(f, treatment = "arm", times = c(180, 365, 600), data = d, se = TRUE)
    d = untied(complete_lung(lung))
    fit = cox(d["time"], d["ev"], d[["grp", "age", "ph.ecog"]])
    found = standardize(fit, times=[180, 365, 600]).survival
    risk = [0.320346277049631, 0.662793597791076, 0.836781041660602]
    risk += [0.201409160548454, 0.475491513303528, 0.665147808339596]
    assert_close(arms_first(found), risk)
    se = [0.0366116590291539, 0.0412142769443251, 0.0326271483830218]
    se += [0.0294538469116591, 0.0469498107170034, 0.0495679899457052]
    assert_close(errors(found), se)
    assert_close(
        [-g.value for g in gaps(found)],
        [-0.118937116501178, -0.187302084487548, -0.171633233321006],
    )
    assert_close(
        [g.std_err for g in gaps(found)],
        [0.0351435298025176, 0.0536527869952393, 0.0510704805920077],
    )


@pytest.mark.parametrize("name", TRIALS)
@pytest.mark.parametrize("kind", ["g_efron", "g_breslow", "g_strata"])
def test_points_equal_r(gold, name, kind):
    file, columns, times = TRIALS[name]
    d = pd.read_csv(gold / "gold" / "data" / f"{file}.csv")
    want = json.loads((gold / "gold" / "ref_B.json").read_text())[name][kind]
    by_arm = kind == "g_strata"
    fit = cox(
        d["time"],
        d["ev"],
        d[columns] if by_arm else d[["grp", *columns]],
        strata=d["grp"] if by_arm else None,
        ties="breslow" if kind == "g_breslow" else "efron",
    )
    found = standardize(fit, by_arm=by_arm, times=times).survival
    assert_close(arms_first(found), want["risk"])
    # R's standard errors ignore how ties are broken; theirs and ours differ by some per cent.
    assert errors(found) == pytest.approx(np.array(want["se"]), rel=0.03)


@pytest.mark.parametrize("name", TRIALS)
def test_standard_errors_equal_r_without_ties(gold, name):
    _, columns, times = TRIALS[name]
    d = pd.read_csv(gold / "gold" / "data" / f"{name}_nt.csv")
    want = json.loads((gold / "gold" / "ref_B2.json").read_text())[name]["g"]
    found = standardize(cox(d["time"], d["ev"], d[["grp", *columns]]), times=times).survival
    assert_close(errors(found), want["se"])
    assert_close([g.std_err for g in gaps(found)], want["dse"])
    risks = found.covariance / ((1 - found.mean)[:, :, None] * (1 - found.mean)[:, None, :])
    ratio = (1 - found.mean[:, 1]) / (1 - found.mean[:, 0])
    logs = [subtract(np.log(1 - m), c).std_err for m, c in zip(found.mean, risks, strict=True)]
    assert_close(ratio, want["ratio"])
    assert_close(np.array(logs) * ratio, want["rse"])


TIED = {
    "time": [1, 2, 2, 3, 3, 3, 4, 5, 5, 6, 7, 7],
    "event": [1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0],
    "arm": [0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1],
    "x": [3, 1, 2, 0, 2, 1, 0, 2, 1, 0, 0, 1],
}


def by_weights(data: pd.DataFrame, weights, *, by_arm: bool, ties: str, at: float) -> np.ndarray:
    """The same means from a weighted fit, through a prediction per patient."""
    columns = data[["x"]] if by_arm else data[["arm", "x"]]
    strata = data["arm"] if by_arm else None
    fit = cox(data["time"], data["event"], columns, weights=weights, strata=strata, ties=ties)
    means = []
    for world in (0, 1):
        total = 0.0
        for x, w in zip(data["x"], weights, strict=True):
            base = baseline_hazards(fit)[world if by_arm else 0]
            k = int(np.searchsorted(base.time, at, side="right"))
            hazard = base.cumulative_hazard[k - 1] if k else 0.0
            risk = np.exp(np.dot([x] if by_arm else [world, x], fit.coefficients))
            total += w * np.exp(-hazard * risk)
        means.append(total / np.sum(weights))
    return np.array(means)


@pytest.mark.parametrize("by_arm", [False, True])
@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("at", [2.0, 3.5, 7.0])
def test_influences_are_derivatives_in_the_weights(by_arm, ties, at):
    data = pd.DataFrame(TIED)
    n, step = len(data), 1e-5
    moved = []
    for i in range(n):
        up, down = np.ones(n), np.ones(n)
        up[i], down[i] = 1 + step, 1 - step
        ends = (by_weights(data, w, by_arm=by_arm, ties=ties, at=at) for w in (up, down))
        moved.append(np.subtract(*ends) / (2 * step))
    influence = np.array(moved)
    columns = data[["x"]] if by_arm else data[["arm", "x"]]
    strata = data["arm"] if by_arm else None
    fit = cox(data["time"], data["event"], columns, strata=strata, ties=ties)
    found = standardize(fit, by_arm=by_arm, times=[at]).survival
    want = by_weights(data, np.ones(n), by_arm=by_arm, ties=ties, at=at)
    assert_close(found.mean[0], want)
    assert_close(found.covariance[0], influence.T @ influence, rel=1e-6)


def test_by_hand_without_an_effect():
    # Both columns balanced at every event (Breslow): all coefficients 0, so the hazard is the
    # sum of events over patients at risk, 4/8 + 4/4, whatever the covariates.
    fit = cox([1] * 4 + [2] * 4, [1] * 8, [[0, 0], [0, 1], [1, 0], [1, 1]] * 2, ties="breslow")
    hazards = [Fraction(4, 8), Fraction(4, 8) + Fraction(4, 4)]
    found = standardize(fit, tau=3.0)
    survival = [exp(-h) for h in hazards]
    assert_close(found.survival.mean, [[s, s] for s in survival])
    assert found.restricted_mean is not None
    assert_close(found.restricted_mean.mean[0], [1 + sum(survival)] * 2)
    assert found.survival.difference(0).value == pytest.approx(0, abs=1e-12)


def test_by_hand_one_event_each():
    # Events at 1 (arm), 2 (reference), 3 (arm): exp(coefficient) is 1/sqrt(2), see test_cox.
    fit = cox([1, 2, 3], [1, 1, 1], [1, 0, 1])
    r = 1 / np.sqrt(2)
    hazard = np.cumsum([1 / (1 + 2 * r), 1 / (1 + r), 1 / r])
    found = standardize(fit).survival
    assert_close(found.mean, np.exp(-np.outer(hazard, [1, r])))


def test_without_covariates_it_is_the_prediction():
    d = simulate_trial(120, 3)
    arm = (d["arm"] == "experimental").astype(float)
    fit = cox(d["time"], d["event"], arm)
    found = standardize(fit).survival
    for world in (0, 1):
        hazard = baseline_hazards(fit)[0].cumulative_hazard
        assert_close(found.mean[:, world], np.exp(-hazard * np.exp(fit.coefficients[0] * world)))


def test_stratified_without_covariates_is_nelson_aalen():
    data = pd.DataFrame(TIED)
    fit = cox(data["time"], data["event"], np.zeros(12), strata=data["arm"], ties="breslow")
    found = standardize(fit, by_arm=True, times=[6.5]).survival
    for world in (0, 1):
        km = kaplan_meier(*data.loc[data["arm"] == world, ["time", "event"]].to_numpy().T)
        inside = km.time <= 6.5
        hazard = (km.n_events / km.n_at_risk)[inside].sum()
        assert found.mean[0, world] == pytest.approx(exp(-hazard))
        # Aalen's variance of the hazard with the arm's share of patients: d (n - d) / n^3 terms.
        steps = (km.n_events / km.n_at_risk**2)[inside].sum()
        assert 0 < found.std_err[0, world] ** 2 < found.mean[0, world] ** 2 * steps
    assert found.covariance[0, 0, 1] == pytest.approx(0, abs=1e-16)


def test_a_constant_covariate_changes_nothing():
    data = pd.DataFrame(TIED)
    one = standardize(cox(data["time"], data["event"], data[["arm", "x"]])).survival
    more = data.assign(same=7.0)[["arm", "x", "same"]]
    two = standardize(cox(data["time"], data["event"], more)).survival
    assert_close(one.mean, two.mean)
    assert_close(one.covariance, two.covariance)


def test_swapping_the_arms_negates_the_difference():
    data = pd.DataFrame(TIED)
    swapped = data.assign(arm=1 - data["arm"])
    one, two = (
        standardize(cox(d["time"], d["event"], d[["arm", "x"]]), tau=6.0) for d in (data, swapped)
    )
    assert_close(one.survival.mean, two.survival.mean[:, ::-1], rel=1e-8)
    for a, b in zip(gaps(one.survival), gaps(two.survival), strict=True):
        assert a.value == pytest.approx(-b.value, rel=1e-7)
        assert a.std_err == pytest.approx(b.std_err, rel=1e-7)
        assert a.ci_low <= a.value <= a.ci_high
    ratio = one.survival.ratio(0)
    (a, b), spread = one.survival.mean[0], one.survival.covariance[0]
    variance = spread[0, 0] / a**2 + spread[1, 1] / b**2 - 2 * spread[0, 1] / (a * b)
    assert ratio.std_err == pytest.approx(variance**0.5)
    assert ratio.ci_low == pytest.approx(b / a * np.exp(-1.959963984540054 * variance**0.5))
    assert ratio.value == pytest.approx(1 / two.survival.ratio(0).value)
    assert ratio.ci_low < ratio.value < ratio.ci_high


def test_restricted_mean_is_the_area():
    d = simulate_trial(200, 5)
    x = np.column_stack([d["arm"] == "experimental", d["ascites_category"] == "none"])
    found = standardize(cox(d["time"], d["event"], x.astype(float)), tau=12.0)
    curve, area = found.survival, found.restricted_mean
    edges = np.concatenate([[0.0], curve.time[curve.time < 12], [12.0]])
    heights = np.vstack([[1.0, 1.0], curve.mean[curve.time < 12]])
    assert_close(area.mean[0], np.diff(edges) @ heights)
    # Its standard error is at most the area of the pointwise ones.
    wide = np.diff(edges)[1:] @ curve.std_err[curve.time < 12]
    assert (area.std_err[0] < wide).all()
    assert (area.std_err[0] > wide / 3).all()


def test_restricted_mean_before_the_first_event_is_tau():
    data = pd.DataFrame(TIED)
    found = standardize(cox(data["time"], data["event"], data[["arm", "x"]]), tau=0.5)
    assert_close(found.restricted_mean.mean[0], [0.5, 0.5])
    assert found.restricted_mean.std_err.max() == 0


def test_blocks_do_not_change_the_answer(monkeypatch):
    d = simulate_trial(150, 8)
    x = np.column_stack([d["arm"] == "experimental", d["ascites_category"] == "none"])
    fit = cox(d["time"], d["event"], x.astype(float))
    whole = standardize(fit, tau=10.0)
    monkeypatch.setattr("outcomes.kernel.causal.nuisance._BLOCK", 700)
    parts = standardize(fit, tau=10.0)
    assert_close(whole.survival.covariance, parts.survival.covariance)
    assert_close(whole.restricted_mean.covariance, parts.restricted_mean.covariance)


@pytest.mark.parametrize("by_arm", [False, True])
def test_very_many_times_are_exact_but_for_limits_between(monkeypatch, by_arm):
    d = simulate_trial(900, 8)
    arm = d["arm"] == "experimental"
    x = [d["ascites_category"] == "none", np.sin(np.arange(900))]
    x = np.column_stack(x if by_arm else [arm, *x]).astype(float)
    fit = cox(d["time"], d["event"], x, strata=arm if by_arm else None)
    exact = standardize(fit, by_arm=by_arm, tau=20.0)
    monkeypatch.setattr("outcomes.kernel.causal.standardization._MANY_PATIENTS", 899)
    monkeypatch.setattr("outcomes.kernel.causal.world_means._THINNED", 400)
    fast = standardize(fit, by_arm=by_arm, tau=20.0)
    assert_close(fast.survival.mean, exact.survival.mean, rel=1e-11)
    assert_close(fast.restricted_mean.mean, exact.restricted_mean.mean, rel=1e-11)
    assert_close(fast.restricted_mean.covariance, exact.restricted_mean.covariance, rel=1e-9)
    assert_close(fast.survival.std_err, exact.survival.std_err, rel=0.02)
    assert (fast.survival.covariance != exact.survival.covariance).any()
    assert_close(fast.survival.covariance[-1], exact.survival.covariance[-1])
    at = standardize(fit, by_arm=by_arm, times=[12.0]).survival
    k = np.searchsorted(exact.survival.time, 12.0, side="right") - 1
    assert_close(at.covariance[0], exact.survival.covariance[k])


def test_event_at_time_zero_counts():
    found = standardize(cox([0, 1, 2, 3], [1, 1, 1, 0], [0, 1, 0, 1]), tau=3.0)
    assert found.survival.time[0] == 0
    assert found.survival.mean[0].max() < 1
    assert found.restricted_mean.mean.max() < 3


def test_no_events_and_nobody():
    found = standardize(cox([1, 2], [0, 0], [0, 1]), tau=2.0)
    assert found.survival.time.size == 0
    assert_close(found.restricted_mean.mean, [[2.0, 2.0]])
    assert standardize(cox([], [], np.zeros((0, 1)))).survival.mean.shape == (0, 2)


def test_what_it_is_not_for():
    data = pd.DataFrame(TIED)
    weighted = cox(data["time"], data["event"], data["arm"], weights=np.arange(1, 13))
    with pytest.raises(ValueError, match="unweighted"):
        standardize(weighted)
    strata = cox(data["time"], data["event"], data["arm"], strata=data["x"])
    with pytest.raises(ValueError, match="by_arm"):
        standardize(strata)
    with pytest.raises(ValueError, match="two strata, not 4"):
        standardize(strata, by_arm=True)
    with pytest.raises(ValueError, match="every event time"):
        standardize(cox(data["time"], data["event"], data["arm"]), tau=1.0, times=[1.0])


def test_a_known_difference_is_found_where_the_plain_one_is_off():
    # More ascites in the experimental arm. Truth: exponential with median 16 months, hazard
    # ratios 1, 1.74, 3.20, 4.76 per level and 0.59 per arm, averaged over the observed levels.
    n = 6000
    d = simulate_trial(n, 11)
    levels = ["small", "moderate", "massive"]
    x = np.column_stack(
        [d["arm"] == "experimental", *(d["ascites_category"] == v for v in levels)]
    ).astype(float)
    found = standardize(cox(d["time"], d["event"], x), times=[12.0]).survival
    ratio = np.where(x[:, 1:].any(axis=1), x[:, 1:] @ [1.74, 3.20, 4.76], 1.0)
    truth = [(0.5 ** (12 / 16 * ratio * r)).mean() for r in (1.0, 0.59)]
    gap = found.difference(0)
    assert abs(gap.value - (truth[1] - truth[0])) < 2.5 * gap.std_err
    assert gap.std_err < 0.015
    plain = np.subtract(
        *(
            kaplan_meier(d["time"][rows], d["event"][rows]).survival[
                np.searchsorted(np.unique(d["time"][rows]), 12.0, side="right") - 1
            ]
            for rows in (x[:, 0] == 1, x[:, 0] == 0)
        )
    )
    assert plain < gap.value - 3 * gap.std_err


@pytest.mark.slow
def test_interval_covers_as_often_as_it_says():
    inside = 0
    for seed in range(300):
        d = simulate_trial(200, seed, ascites_mix=BALANCED_MIX)
        x = np.column_stack(
            [d["arm"] == "experimental", d["ascites_category"].isin(["moderate", "massive"])]
        ).astype(float)
        gap = standardize(cox(d["time"], d["event"], x), times=[12.0]).survival.difference(0)
        truth = sum(
            share * (0.5 ** (0.75 * ratio * 0.59) - 0.5 ** (0.75 * ratio))
            for share, ratio in zip(BALANCED_MIX[0], [1, 1.74, 3.20, 4.76], strict=True)
        )
        inside += gap.ci_low < truth < gap.ci_high
    assert 0.91 * 300 <= inside <= 0.985 * 300
