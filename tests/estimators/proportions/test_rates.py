from __future__ import annotations

from math import inf

import pytest
from scipy.special import chdtrc

from outcomes.estimators.proportions.rates import answered, proportion, proportion_difference
from outcomes.wording import say
from tests.said import said
from tests.studies import make_cohort, nobody

# R 4.2.2: prop.test(x1, n1, correct = FALSE)$conf.int; binom.test(x1, n1)$conf.int;
# ratesci::moverci(x1, n1, x0, n0, contrast = "RD", type = "wilson");
# fisher.test(matrix(c(x1, n1 - x1, x0, n0 - x0), 2, byrow = TRUE))
R_VALUES = [
    (
        (7, 30, 3, 28),
        (0.117923881444895, 0.409283261581222),
        (0.0993378649580198, 0.422836522978219),
        (-0.0750147494387584, 0.315562613777056),
        (2.49684397785086, 0.495673618280024, 16.749683112652, 0.300729120753655),
    ),
    (
        (0, 20, 4, 22),
        (0, 0.161125158052819),
        (0, 0.168433470983085),
        (-0.385166074371265, 0.0125724934584335),
        (0, 0, 1.57522897650582, 0.108639328151523),
    ),
    (
        (45, 120, 30, 118),
        (0.293524297864468, 0.464230493740208),
        (0.288313670570134, 0.468011861713982),
        (0.00269352598917121, 0.234146063489772),
        (1.75582798438584, 0.974910983363219, 3.1946571712526, 0.0512876880937446),
    ),
    (
        (12, 12, 8, 15),
        (0.757505993344759, 1),
        (0.735351530602949, 1),
        (0.140205700953585, 0.698830199745016),
        (inf, 1.55064832859692, inf, 0.00813823857302119),
    ),
    (
        (150, 400, 120, 410),
        (0.328957079463163, 0.423420994120411),
        (0.32738623872952, 0.424478211338575),
        (0.0173718175351697, 0.146385515365587),
        (1.44930572108515, 1.06955819413819, 1.96672807646204, 0.013943906010438),
    ),
]


def trial(x1, n1, x0, n0):
    """Arm "new" with x1 of n1, reference "old" with x0 of n0."""
    answers = [1.0] * x1 + [0.0] * (n1 - x1) + [1.0] * x0 + [0.0] * (n0 - x0)
    arm = ["new"] * n1 + ["old"] * n0
    return make_cohort(success=answers, arm=arm, arms=["old", "new"])


@pytest.mark.parametrize(("z", "wilson", "exact", "difference", "fisher"), R_VALUES)
def test_proportions_equal_r(z, wilson, exact, difference, fisher):
    cohort = trial(*z)
    rows = [e for e in proportion(cohort, "response").estimates if e.group == "new"]
    assert rows[0].value == z[0] / z[1]
    assert (rows[0].n, rows[0].n_events, say(rows[0].method)) == (z[1], z[0], "")
    assert (rows[0].ci_low, rows[0].ci_high) == pytest.approx(exact, rel=1e-9, abs=1e-12)
    assert say(rows[1].method) == "Wilson"
    assert (rows[1].ci_low, rows[1].ci_high) == pytest.approx(wilson, rel=1e-9, abs=1e-12)
    found = proportion_difference(cohort, "response")
    gap = found.pick("risk_difference", "new")
    assert gap.value == pytest.approx(z[0] / z[1] - z[2] / z[3])
    assert (gap.ci_low, gap.ci_high) == pytest.approx(difference, rel=1e-9)
    odds = found.pick("odds_ratio", "new")
    # R's uniroot leaves 1.2e-4 in the odds ratio, or in its inverse above 1; its p is exact.
    assert (odds.value, odds.ci_low, odds.ci_high) == pytest.approx(fisher[:3], rel=1e-3)
    assert odds.p_value == pytest.approx(fisher[3], rel=1e-9)


def test_sample_odds_ratio_equals_r():
    # R: epiR::epi.2by2(matrix(c(7, 23, 3, 25), 2, byrow = TRUE))$massoc.detail$OR.strata.wald
    odds = proportion_difference(trial(7, 30, 3, 28), "response").all("odds_ratio")[1]
    actual = (odds.value, odds.ci_low, odds.ci_high)
    assert actual == pytest.approx((2.53623188405797, 0.585324196479399, 10.989588690169), rel=1e-9)


def test_score_limits_are_further_rows_and_newcombe_stays_first():
    # R: ratesci::scoreci(7, 30, 3, 28, contrast = "RD", skew = FALSE, bcf = TRUE), "RR"
    found = proportion_difference(trial(7, 30, 3, 28), "response")
    newcombe, score = found.all("risk_difference")
    assert "Newcombe" in say(newcombe.method)
    assert newcombe.p_value is None
    assert (score.ci_low, score.ci_high) == pytest.approx(
        (-0.077014267444612, 0.324732154607774), abs=1e-7
    )
    # chisq.test(table, correct = FALSE)$statistic 1.61628968253968, times 57 / 58
    assert score.p_value == pytest.approx(chdtrc(1, 1.61628968253968 * 57 / 58))
    ratio = found.pick("risk_ratio")
    assert ratio.value == pytest.approx(7 / 30 / (3 / 28))
    assert (ratio.ci_low, ratio.ci_high) == pytest.approx(
        (0.678533265828459, 7.30910790117133), rel=1e-7
    )


def test_a_risk_ratio_over_nothing_is_infinite_or_none():
    one = proportion_difference(trial(3, 9, 0, 9), "response").pick("risk_ratio")
    assert (one.value, one.ci_high) == (inf, inf)
    assert one.ci_low > 0
    none = proportion_difference(trial(0, 9, 0, 9), "response").pick("risk_ratio")
    assert (none.value, none.interval) == (None, None)
    assert "no success" in said(none.notes)[0]


def test_blanks_give_the_difference_under_the_other_rule():
    answers = [1.0, 0.0, None, 1.0, 1.0, 0.0]
    cohort = make_cohort(success=answers, arm=["a", "a", "a", "b", "b", "b"])
    rows = proportion_difference(cohort, "response").all("risk_difference")
    assert [r.value for r in rows] == pytest.approx([2 / 3 - 1 / 3] * 2 + [2 / 3 - 1 / 2])
    assert "sensitivity: blank success left out" in say(rows[2].method)
    assert rows[2].n == 5


def test_who_answered():
    cohort = make_cohort(
        success=[1.0, None, 0.0, 1.0, 0.0],
        arm=["a", "a", "b", "b", None],
        arms=["a", "b"],
        denominator="eligible",
        populations={"eligible": [True, True, True, False, True]},
    )
    failure, exclude = (answered(cohort, "response", rule) for rule in ("failure", "exclude"))
    assert failure.success.tolist() == [1.0, 0.0, 0.0]
    assert failure.rows.tolist() == [0, 1, 2]
    assert (exclude.success.tolist(), exclude.arm.tolist()) == ([1.0, 0.0], [0, 1])
    assert (exclude.n_blank, exclude.n_outside, exclude.rule) == (1, 1, "exclude")
    assert answered(cohort, "response").rule == "failure"


@pytest.mark.parametrize(("rule", "main", "other"), [("failure", 5, 4), ("exclude", 4, 5)])
def test_blanks_follow_the_protocol_and_the_alternative_is_a_sensitivity_row(rule, main, other):
    cohort = make_cohort(success=[1, 1, 0, 0, None], missing=rule)
    found = proportion(cohort, "response")
    rows = found.all("proportion")
    assert [(r.value, r.n) for r in rows] == [
        (2 / main, main),
        (2 / main, main),
        (2 / other, other),
    ]
    assert "sensitivity" in say(rows[2].method)
    assert found.n_missing == 1
    assert "without a recorded outcome: 1" in said(found.notes)[0]
    opposite = "exclude" if rule == "failure" else "failure"
    assert proportion(cohort, "response", missing=opposite).pick("proportion").n == other


def test_the_denominator_is_a_population_or_a_column():
    answers = [1, 0, 1, 1]
    as_set = make_cohort(
        success=answers, denominator="eligible", populations={"eligible": [True, True, False, True]}
    )
    as_column = make_cohort(
        success=answers, denominator="measurable", columns={"measurable": [1.0, 1.0, 0.0, 1.0]}
    )
    for cohort in (as_set, as_column):
        found = proportion(cohort, "response")
        assert (found.pick("proportion").value, found.n) == (2 / 3, 3)
        assert ": 1" in said(found.notes)[0]


def test_nobody_an_empty_arm_and_one_answer_for_all():
    empty = proportion(nobody(success=[1, 0]), "response").pick("proportion")
    assert (empty.value, empty.n, said(empty.notes)) == (None, 0, ("not estimable: nobody",))
    alone = make_cohort(success=[1, 0], arm=["a", "a"], arms=["a", "b"])
    assert proportion(alone, "response").pick("proportion", "b").value is None
    gap = proportion_difference(alone, "response")
    assert [e.value for e in gap.estimates] == [None, None, None]
    same = make_cohort(success=[0, 0, 0, 0], arm=["a", "b", "a", "b"])
    found = proportion_difference(same, "response")
    assert found.pick("risk_difference").value == 0
    assert found.pick("odds_ratio").value is None
    assert found.pick("odds_ratio").p_value == 1
    assert proportion_difference(make_cohort(success=[1, 0]), "response").estimates == ()


def test_a_timed_endpoint_is_no_proportion():
    with pytest.raises(ValueError, match="not a proportion"):
        proportion(make_cohort([1], [1]), "os")


def test_patients_without_an_arm_are_told():
    answers, arm = [1.0, 0.0, 1.0, 0.0, 1.0], ["a", "a", "b", "b", None]
    cohort = make_cohort(success=answers, arm=arm, arms=["a", "b"])
    for found in (proportion(cohort, "response"), proportion_difference(cohort, "response")):
        assert "1 without an arm are left out" in said(found.notes)
    complete = make_cohort(success=[1.0, 0.0, 1.0, 0.0], arm=["a", "a", "b", "b"])
    assert said(proportion(complete, "response").notes) == ()
