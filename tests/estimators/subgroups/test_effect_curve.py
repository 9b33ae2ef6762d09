from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outcomes.estimators.subgroups.effect_curve import effect_curve
from outcomes.model.cohort import Cohort, parse_filter
from outcomes.model.protocol import Covariate
from outcomes.wording import say
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, nobody

X = Covariate("x", "X", "continuous", unit="points")
SEX = Covariate("sex", "Sex", "categorical", ("f", "m"))

# R 4.2.2, survival 3.5-3: v <- veteran; a <- trt == 2; x <- v$karno + v$age / 100;
# k <- quantile(x, c(.1, .5, .9)); B <- rcspline.eval(x, k, inclx = TRUE)
# f <- coxph(Surv(time, status) ~ a + B + I(a * B)); at quantile(x, c(.25, .5, .75)) exp of
# b = c(1, 0, B(x)) %*% coef(f) and of b -+ 1.96 s, s from vcov(f); anova with ~ a + B; with
# ~ a + B + I(a * x)
R_VALUES = {
    3: (
        (40.68, 1.60149253342754, 0.97629237026726, 2.6270596931143),
        (60.63, 1.61850471254775, 0.95773485930098, 2.7351594014769),
        (75.65, 0.83618587922931, 0.51608776189637, 1.3548215560339),
        (6.110110800915436, 0.047120110222342, 3.837536496090365, 0.050117106281596),
    ),
    4: (
        (40.68, 2.11288143921046, 1.08697496997451, 4.1070568315522),
        (60.63, 1.52347520674717, 0.91679389771053, 2.5316232049203),
        (75.65, 0.70957567232373, 0.39772024196810, 1.2659592890272),
        (7.574578131880912, 0.055672868908216, 5.953801733330238, 0.050950491804804),
    ),
}


def veteran(scale=1.0, **options):
    v = load_veteran()
    options = {"arms": ["standard", "test"]} | options
    return make_cohort(
        v["time"] * scale,
        v["ev"],
        np.where(v["grp"] == 1, "test", "standard"),
        columns={"x": v["Karnofsky_score"] + v["Age_in_years"] / 100},
        covariates=[X],
        **options,
    )


def numbers(row):
    return (row.at, row.value, row.ci_low, row.ci_high)


@pytest.mark.parametrize("knots", [3, 4])
def test_veteran_equals_r(knots):
    found = effect_curve(veteran(), "os", covariate="x", knots=knots)
    *rows, tests = R_VALUES[knots]
    for row, expected in zip(found.all("hazard_ratio"), rows, strict=True):
        assert numbers(row) == pytest.approx(expected, rel=1e-7)
    interaction, nonlinearity = found.pick("interaction"), found.pick("nonlinearity")
    assert (interaction.value, interaction.p_value) == pytest.approx(tests[:2], rel=1e-6)
    assert (nonlinearity.value, nonlinearity.p_value) == pytest.approx(tests[2:], rel=1e-6)
    assert f"{knots - 1} df" in say(interaction.method)
    assert f"{knots - 2} df" in say(nonlinearity.method)


def test_the_curve_runs_through_its_rows():
    found = effect_curve(veteran(), "os", covariate="x")
    curve, patients = found.curves
    assert sum(patients.value) == found.n
    x = veteran().patients["x"]
    assert (curve.group, curve.quantity, curve.unit) == ("test", "hazard_ratio", "points")
    assert (curve.time[0], curve.time[-1]) == pytest.approx(np.quantile(x, (0.05, 0.95)))
    for row in found.all("hazard_ratio"):
        for expected, values in (
            (row.value, curve.value),
            (row.ci_low, curve.ci_low),
            (row.ci_high, curve.ci_high),
        ):
            assert np.interp(row.at, curve.time, values) == pytest.approx(expected, rel=0.01)


def test_swapping_the_arms_turns_the_curve_over():
    one = effect_curve(veteran(), "os", covariate="x")
    two = effect_curve(veteran(arms=["test", "standard"]), "os", covariate="x")
    assert two.curves[0].value == pytest.approx(1 / np.array(one.curves[0].value))
    assert two.curves[0].ci_low == pytest.approx(1 / np.array(one.curves[0].ci_high))
    assert two.pick("interaction").value == pytest.approx(one.pick("interaction").value)


def test_units_of_time_and_a_filter_that_keeps_everybody_change_nothing():
    one = effect_curve(veteran(), "os", covariate="x")
    months = effect_curve(veteran(12 / 365.25), "os", covariate="x")
    assert months.curves[0].value == pytest.approx(one.curves[0].value)
    cohort = veteran()
    kept = Cohort(cohort.study, "itt", (parse_filter("x >= 0", cohort.study),))
    assert effect_curve(kept, "os", covariate="x").estimates == one.estimates


def small(n, n_events, **options):
    # 37 and 101 have no common factor: neither arm nor event follows x.
    values = [float((i * 37) % 101) for i in range(n)]
    times = [float((i * 53) % 97 + 1) for i in range(n)]
    events = [1.0 if i < n_events else 0.0 for i in range(n)]
    given = {"columns": {"x": values}, "covariates": [X, SEX]} | options
    return make_cohort(times, events, ["a", "b"] * (n // 2), **given)


def test_few_events():
    refused = effect_curve(small(80, 24), "os", covariate="x")
    assert refused.curves == ()
    words = "not estimable: events: 24, parameters: 5; fewer than 5 events each"
    assert [said(e.notes) for e in refused.estimates] == [(words,)] * 3
    warned = effect_curve(small(80, 30), "os", covariate="x")
    assert warned.curves
    assert all(said(e.notes) == ("few events: 30 for 5 parameters",) for e in warned.estimates)
    assert said(effect_curve(small(80, 60), "os", covariate="x").estimates[0].notes) == ()


def test_unknown_and_equal_values():
    values = [None if i < 6 else float((i * 37) % 101) for i in range(80)]
    row = effect_curve(small(80, 70, columns={"x": values}), "os", covariate="x").estimates[0]
    assert row.n == 74
    assert said(row.notes) == ("6 of 80 patients left out: x unknown",)
    same = small(80, 70, columns={"x": [1.0] * 60 + [2.0] * 20})
    found = effect_curve(same, "os", covariate="x")
    assert (found.curves, found.estimates[0].value) == ((), None)
    assert "too few different values" in said(found.estimates[0].notes)[0]


def test_nobody_one_arm_and_no_events():
    cohort = small(80, 60)
    empty = nobody([1.0, 2.0], [1.0, 1.0], ["a", "b"], columns={"x": [1.0, 2.0]}, covariates=[X])
    only = replace(cohort.study, populations={"itt": cohort.patients["arm"].to_numpy() == "a"})
    for found, words in (
        (effect_curve(empty, "os", covariate="x"), "nobody"),
        (effect_curve(Cohort(only, "itt"), "os", covariate="x"), "one arm only"),
        (effect_curve(small(80, 0), "os", covariate="x"), "without events"),
    ):
        assert found.curves == ()
        assert all(e.value is None and words in said(e.notes)[0] for e in found.estimates)
    single = make_cohort([1.0], [1.0], columns={"x": [1.0]}, covariates=[X])
    assert effect_curve(single, "os", covariate="x").estimates == ()


def test_only_continuous_covariates_and_timed_endpoints():
    cohort = small(20, 5, columns={"sex": ["f", "m"] * 10}, success=[1.0] * 20)
    with pytest.raises(ValueError, match="not continuous"):
        effect_curve(cohort, "os", covariate="sex")
    with pytest.raises(ValueError, match="no times"):
        effect_curve(cohort, "response", covariate="x")


def test_twenty_five_events_draw_a_curve_of_sixty_one_points():
    """Five for each of its five parameters."""
    found = effect_curve(small(80, 25), "os", covariate="x")
    curve, patients = found.curves
    assert len(curve.time) == 61
    assert (len(patients.time), patients.group, patients.unit) == (24, "all", "points")
    values = [float((i * 37) % 101) for i in range(80)]
    step = (max(values) - min(values)) / 24
    assert patients.time[0] == pytest.approx(min(values) + step / 2)
    assert [e.at for e in found.all("hazard_ratio")] == np.quantile(
        values, (0.25, 0.5, 0.75)
    ).tolist()


def test_few_different_values_are_as_many_bins():
    values = [float((i * 37) % 7) for i in range(80)]
    found = effect_curve(small(80, 60, columns={"x": values}), "os", covariate="x")
    assert [len(c.time) for c in found.curves if c.quantity == "n"] == [7]


def test_an_arm_without_any_of_the_larger_values_has_no_curve():
    # Those of arm b have one value: arm, spline and their product are not told apart.
    values = [50.0 if i % 2 else float((i * 37) % 101) for i in range(80)]
    found = effect_curve(small(80, 60, columns={"x": values}), "os", covariate="x")
    assert found.curves == ()
    assert {e.value for e in found.estimates} == {None}
    assert len({said(e.notes) for e in found.estimates}) == 1
