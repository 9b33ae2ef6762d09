from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outcomes.estimators.proportions.adjusted import logistic_adjusted, stratified_difference
from outcomes.estimators.proportions.rates import proportion_difference
from outcomes.model.cohort import Cohort, parse_filter
from outcomes.model.protocol import Covariate
from outcomes.wording import say
from tests.said import said
from tests.studies import make_cohort, nobody

X = Covariate("x", "X", "continuous")
S = Covariate("s", "Stratum", "categorical", ("s0", "s1", "s2"), key=True)
I = np.arange(120)  # noqa: E741
STRATUM = (I // 2) % 3
VALUES = ((I * 37) % 101) / 10
SUCCESS = ((I * 53) % 97 < 30 + 15 * (I % 2) + 3 * VALUES).astype(float)


def trial(**changes):
    given = {
        "success": SUCCESS.tolist(),
        "arm": ["new" if i % 2 else "old" for i in I],
        "arms": ["old", "new"],
        "columns": {"x": VALUES, "s": [f"s{s}" for s in STRATUM]},
        "covariates": [X, S],
    }
    return make_cohort(**(given | changes))


def numbers(row):
    return (row.value, row.ci_low, row.ci_high)


def test_logistic_regression_equals_r():
    # R 4.2.2, i <- 0:119; arm <- i %% 2; x <- ((i * 37) %% 101) / 10; s <- (i %/% 2) %% 3
    # y <- as.numeric(((i * 53) %% 97) < 30 + 15 * arm + 3 * x)
    # coef(summary(glm(y ~ arm + x + factor(s), binomial, control = glm.control(1e-14))))[2, ]
    found = logistic_adjusted(trial(), "response", covariates=("x", "s"))
    row = found.pick("odds_ratio")
    expected = (1.538253424782430, 0.737432379649724, 3.208732982377062)
    assert numbers(row) == pytest.approx(expected, rel=1e-8)
    assert row.p_value == pytest.approx(0.250962099109009, rel=1e-8)
    assert (row.n, row.n_events, row.covariates, said(row.notes)) == (120, 70, ("x", "s"), ())
    assert "conditional: adjusted for x, s" in say(row.method)
    alone = found.pick("odds_ratio_same_patients")
    assert alone.value == pytest.approx(1.51136363636361, rel=1e-8)
    plain = logistic_adjusted(trial(), "response")
    assert [e.quantity for e in plain.estimates] == ["odds_ratio"]
    assert numbers(plain.pick("odds_ratio")) == pytest.approx(
        numbers(proportion_difference(trial(), "response").all("odds_ratio")[1])  # Woolf
    )


def test_strata_equal_r():
    # R: mantelhaen.test(table(arm, y, s), correct = FALSE); sum(w * d) / sum(w), w = n1 n0 / n
    found = stratified_difference(trial(), "response")
    assert found.analysis == "proportion_difference_stratified"
    sato, score = found.all("risk_difference")
    assert sato.value == score.value == pytest.approx(0.1)
    assert sato.p_value == pytest.approx(0.272500444711750)
    assert sato.covariates == ("s",)  # the key covariate: no randomisation strata here
    assert "stratified Miettinen–Nurminen" in say(score.method)
    odds = found.pick("odds_ratio")
    assert numbers(odds) == pytest.approx((1.510638297872340, 0.728268515032819, 3.133498180812890))
    assert found.pick("statistic").value == pytest.approx(1.204116638078902)
    # Ratio by hand: sum(x1 n0 / n) / sum(x0 n1 / n), all groups of 20.
    assert found.pick("risk_ratio").value == pytest.approx(38 / 32)
    assert found.pick("risk_difference_same_patients").value == pytest.approx(0.1)
    assert "2 df" in say(found.pick("interaction").method)


def test_one_stratum_is_the_plain_comparison():
    cohort = trial(columns={"one": ["a"] * 120}, covariates=())
    found = stratified_difference(cohort, "response", strata=("one",))
    plain = proportion_difference(cohort, "response")
    assert numbers(found.all("risk_difference")[1]) == pytest.approx(
        numbers(plain.all("risk_difference")[1])
    )
    assert found.pick("risk_ratio").value == pytest.approx(plain.pick("risk_ratio").value)
    assert found.pick("interaction").value is None


def test_the_randomisation_strata_come_before_the_key_covariate():
    columns = {"s": [f"s{s}" for s in STRATUM], "site": ["p"] * 60 + ["q"] * 60, "x": VALUES}
    found = stratified_difference(trial(columns=columns, strata=("site",)), "response")
    assert found.estimates[0].covariates == ("site",)
    none = stratified_difference(trial(covariates=()), "response")
    assert none.estimates == ()
    assert "names no strata" in said(none.notes)[-1]


def test_swapping_the_arms_turns_everything_round():
    one, two = trial(), trial(arms=["new", "old"])
    pairs = (stratified_difference, {"strata": ("s",)}), (logistic_adjusted, {"covariates": ("x",)})
    for ask, options in pairs:
        a, b = (ask(c, "response", **options) for c in (one, two))
        for row, turned in zip(a.estimates, b.estimates, strict=True):
            low, high = row.ci_low, row.ci_high
            if row.quantity.startswith("risk_difference"):
                expected = (-row.value, -high, -low)
            elif row.interval:
                expected = (1 / row.value, 1 / high, 1 / low)
            else:
                expected = (row.value, None, None)
            assert numbers(turned) == pytest.approx(expected)
            assert turned.p_value == pytest.approx(row.p_value)


def test_a_filter_that_keeps_everybody_changes_nothing():
    cohort = trial()
    again = Cohort(cohort.study, "itt", (parse_filter("x >= -1", cohort.study),))
    for ask, options in ((stratified_difference, {}), (logistic_adjusted, {"covariates": ("x",)})):
        assert ask(again, "response", **options).estimates == (
            ask(cohort, "response", **options).estimates
        )


def test_blanks_and_the_denominator_follow_the_protocol():
    answers = [None if i < 6 else y for i, y in enumerate(SUCCESS)]
    inside = {"eligible": [i < 110 for i in I]}
    cohort = trial(success=answers, denominator="eligible", populations=inside)
    for found, quantity in (
        (stratified_difference(cohort, "response"), "risk_difference"),
        (logistic_adjusted(cohort, "response", covariates=("x",)), "odds_ratio"),
    ):
        main, other = found.all(quantity)[0], found.all(quantity)[-1]
        assert (main.n, found.n, found.n_missing) == (110, 110, 6)
        assert other.n == 104
        assert "sensitivity: blank success left out" in say(other.method)
        assert any("not in the denominator eligible: 10" in note for note in said(found.notes))
    # The other rule is what asking for it gives.
    asked = logistic_adjusted(cohort, "response", covariates=("x",), missing="exclude")
    assert replace(other, method=()) == replace(asked.pick("odds_ratio"), method=())


def test_incomplete_covariates_and_strata_are_counted():
    columns = {
        "x": [None if i < 4 else v for i, v in enumerate(VALUES)],
        "s": [None if i < 7 else f"s{s}" for i, s in enumerate(STRATUM)],
    }
    columns["s"][-2] = "s9"  # nobody else: a stratum of one arm
    cohort = trial(columns=columns)
    logistic = logistic_adjusted(cohort, "response", covariates=("x",))
    assert [e.n for e in logistic.estimates] == [116, 116]
    assert said(logistic.estimates[0].notes) == (
        "4 of 120 patients left out: incomplete covariates",
    )
    row = stratified_difference(cohort, "response").estimates[0]
    assert row.n == 112
    assert said(row.notes) == (
        "7 of 120 patients left out: stratum unknown",
        "1 patient in a stratum of one arm only says nothing",
    )


def test_few_answers_are_warned_about_or_refused():
    few = [1.0 if i < 12 else 0.0 for i in I]
    row = logistic_adjusted(trial(success=few), "response", covariates=("x",)).pick("odds_ratio")
    assert row.value is not None
    assert said(row.notes) == ("few events: 12 of the rarer answer for 2 parameters",)
    for rarer, words in ((1.0, "successes"), (0.0, "failures")):
        fewer = [rarer if i < 4 else 1 - rarer for i in I]
        row = logistic_adjusted(trial(success=fewer), "response").pick("odds_ratio")
        assert (row.value, row.p_value) == (None, None)
        assert said(row.notes) == (f"not estimable: 4 {words}, fewer than 5",)


def test_separation_has_no_odds_ratio():
    split = (VALUES > 5).astype(float).tolist()
    row = logistic_adjusted(trial(success=split), "response", covariates=("x",)).pick("odds_ratio")
    assert row.value is None
    assert "separate" in said(row.notes)[0]
    by_arm = [float(i % 2) for i in I]
    row = logistic_adjusted(trial(success=by_arm), "response").pick("odds_ratio")
    assert "an arm without successes" in said(row.notes)[0]


def test_a_covariate_said_by_others_is_left_out_by_name():
    double = Covariate("double", "Twice x", "continuous")
    cohort = trial(columns={"x": VALUES, "double": 2 * VALUES}, covariates=[X, double])
    one, two = (
        logistic_adjusted(cohort, "response", covariates=c).pick("odds_ratio")
        for c in (("x",), ("x", "double"))
    )
    assert numbers(one) == pytest.approx(numbers(two))
    assert said(two.notes) == ("left out, the same for everybody or said by others: double",)


@pytest.mark.parametrize("success", [0.0, 1.0])
def test_the_same_answer_in_everybody(success):
    cohort = trial(success=[success] * 120)
    found = stratified_difference(cohort, "response")
    sato, score = found.all("risk_difference")
    assert (sato.value, sato.interval) == (0, None)
    assert score.ci_low < 0 < score.ci_high
    assert found.pick("odds_ratio").value is None
    assert found.pick("statistic").value is None
    assert logistic_adjusted(cohort, "response").pick("odds_ratio").value is None


def test_nobody_and_one_arm():
    columns = {"x": VALUES, "s": [f"s{s}" for s in STRATUM]}
    given = {"success": SUCCESS.tolist(), "columns": columns, "covariates": [X, S]}
    arms = ["new" if i % 2 else "old" for i in I]
    empty = nobody(arm=arms, **given)
    one = make_cohort(arm=["old"] * 120, arms=["old", "new"], **given)
    for cohort in (empty, one):
        for found in (
            stratified_difference(cohort, "response"),
            logistic_adjusted(cohort, "response", covariates=("x",)),
        ):
            assert found.estimates
            assert all(e.value is e.interval is e.p_value is None for e in found.estimates)
            assert all("not estimable" in said(e.notes)[0] for e in found.estimates)
    single = make_cohort(**given)
    assert stratified_difference(single, "response").estimates == ()
    assert logistic_adjusted(single, "response").estimates == ()
