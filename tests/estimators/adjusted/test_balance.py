from __future__ import annotations

import numpy as np
import pytest

from outcomes.displays.adjusted.imbalance import after_weighting
from outcomes.estimators.adjusted.balance import balance
from outcomes.estimators.conduct.baseline import baseline
from outcomes.figures.base.look import Look
from outcomes.figures.row_plot.balance import love_plot
from outcomes.model.protocol import Covariate
from outcomes.results.condition import Condition
from tests.estimators.adjusted.test_weighting import AGE, AGES, arms_of
from tests.figures.row_plot.reading import layers
from tests.said import said
from tests.studies import make_cohort, nobody

SEX = Covariate("male", "Male", "binary", adjust=True)
ASCITES = Covariate("ascites", "Ascites", "ordinal", ("none", "small", "massive"))
# Male: three of four in b, one of four in a.
ARM = ["b", "b", "b", "a", "b", "a", "a", "a"]
MALE = [1.0, 1, 1, 1, 0, 0, 0, 0]
FLUID = ["none", "small", "massive", "small", "none", "none", "massive", "none"]
EIGHT = {"arm": ARM, "arms": ["a", "b"], "success": [1.0] * 8}


def eight(columns, covariates, made=make_cohort):
    return made(**EIGHT, columns=columns, covariates=covariates)


def of(result, quantity, name, where=None):
    inside = Condition(name, "in", (where,)) if where else None
    return next(e for e in result.all(quantity) if e.covariates == (name,) and e.where == inside)


# R 4.2.2, v and the weights w of test_weighting.py:
# (weighted.mean(x[arm], w[arm]) - weighted.mean(x[!arm], w[!arm])) /
#   sqrt((var(x[arm]) + var(x[!arm])) / 2) for karno, age
@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ("ate", (-0.003786509179, 0.00491623497393)),
        ("att", (0.0323458700293, -0.00264546951798)),
        ("overlap", (0.0, 0.0)),
    ],
)
def test_veteran_equals_r(weights, expected):
    found = balance(arms_of(), weights=weights)
    actual = [of(found, "smd_weighted", name).value for name in ("karno", "age")]
    assert actual == pytest.approx(expected, rel=1e-8, abs=1e-8)


def test_before_is_the_number_of_the_baseline_table():
    cohort = arms_of()
    assert balance(cohort).all("smd") == baseline(cohort).all("smd")


def test_levels_by_hand():
    found = balance(eight({"male": MALE, "ascites": FLUID}, [SEX, ASCITES]))
    # Before: (3/4 - 1/4) / sqrt(3/16); weighting on the level balances it exactly.
    assert of(found, "smd", "male").value == pytest.approx(2 / np.sqrt(3))
    assert of(found, "smd_level", "male", "Y").value == pytest.approx(2 / np.sqrt(3))
    assert of(found, "smd_level", "male", "N").value == pytest.approx(-2 / np.sqrt(3))
    assert of(found, "smd_weighted", "male").value == pytest.approx(0, abs=1e-9)
    # Massive, weights 4/3 (the exposed of b, the others of a) and 4: b (4/3) / 8, a (4/3) / 8.
    # None: b (4/3 + 4) / 8, a 2 (4/3) / 8, over sqrt((1/2 * 1/2 + 1/2 * 1/2) / 2) = 1/2.
    assert of(found, "smd_level_weighted", "ascites", "massive").value == pytest.approx(0, abs=1e-9)
    none = of(found, "smd_level_weighted", "ascites", "none")
    assert none.value == pytest.approx((2 / 3 - 1 / 3) * 2)
    assert none.made_by("not_in_model")
    assert [e.value for e in found.all("effective_sample_size")] == pytest.approx([3, 3])


def test_histogram_of_the_propensity_by_hand():
    curves = {c.group: c for c in balance(eight({"male": MALE}, [SEX])).curves}
    for group, (low, high) in {"a": (3.0, 1.0), "b": (1.0, 3.0)}.items():
        curve = curves[group]
        assert curve.time == pytest.approx([i / 20 for i in range(20)])
        expected = [0.0] * 20
        expected[5], expected[15] = low, high  # chances of 1/4 and 3/4
        assert list(curve.value) == expected


def test_incomplete_patients_are_counted_after_but_not_before():
    fluid = [None, *FLUID[1:]]
    adjusted = Covariate("ascites", "Ascites", "ordinal", ASCITES.levels)
    cohort = eight({"male": MALE, "ascites": fluid}, [SEX, adjusted])
    found = balance(cohort, covariates=["ascites"])
    assert of(found, "smd", "male").n == 8
    after = of(found, "smd_weighted", "male")
    assert after.n == 7
    assert "1 of 8 patients left out: incomplete covariates" in said(after.notes)


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (eight({"male": MALE}, [SEX], nobody), "nobody"),
        (eight({"male": [float(a == "b") for a in ARM]}, [SEX]), "tell the arms apart"),
        (eight({}, [SEX]), "nobody"),
        (eight({"ascites": FLUID}, [ASCITES]), "no covariates to weight by"),
    ],
)
def test_without_weights_there_is_a_reason_and_no_curve(cohort, words):
    found = balance(cohort)
    after = found.pick("smd_weighted")
    assert after.value is None
    assert words in said(after.notes)[0]
    assert found.curves == ()
    assert after_weighting(found).all("smd") == ()


def test_three_arms_name_the_pair():
    arm = ["a", "b", "c"] * 6 + ["a", "b"]
    found = balance(make_cohort([1.0] * 20, [1] * 20, arm, columns={"age": AGES}, covariates=[AGE]))
    assert [(e.group, e.reference) for e in found.all("smd")] == [("b", "a"), ("c", "a")]
    assert [e.group for e in found.all("smd_weighted")] == ["b", "c"]
    assert found.curves == ()


def test_one_arm_has_nothing_to_balance():
    assert (
        balance(make_cohort([1.0], [1], columns={"age": [50.0]}, covariates=[AGE])).all("smd") == ()
    )


def test_the_love_plot_draws_before_and_after():
    found = balance(eight({"male": MALE, "ascites": FLUID}, [SEX, ASCITES]))
    words = {"male": "Male", "ascites": "Ascites"}
    look = Look(labels={"a": "A", "b": "B"})
    parts = layers(love_plot(found, words, look, weighted=after_weighting(found)), "marks")
    drawn = [pair for dots in parts for pair in zip(dots.x, dots.marker.color, strict=True)]
    before = [x for x, color in drawn if color == look.paper]
    after = [x for x, color in drawn if color != look.paper]
    assert before == pytest.approx([e.value for e in found.all("smd")])
    assert sorted(after) == pytest.approx(sorted(e.value for e in found.all("smd_weighted")))
