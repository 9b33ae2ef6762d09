"""Which tests confirm anything: by hand, for every order a protocol can name."""

from dataclasses import replace

import pytest

from outcomes.estimators.conduct.hierarchy import hierarchy, shown
from outcomes.estimators.survival.contrasts import log_rank
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import Plan
from outcomes.model.question import request
from tests.odd import changed_demo
from tests.studies import make_cohort

ORDER = ('strata = ["prior_chemo"]\n', 'strata = ["prior_chemo"]\nhierarchy = ["pfs", "os"]\n')


@pytest.mark.parametrize(
    ("method", "p_values", "verdicts"),
    [
        ("fixed_sequence", [0.01, 0.04, 0.2, 0.001], [True, True, False, None]),
        ("fixed_sequence", [0.06, 0.001], [False, None]),
        ("fixed_sequence", [None, 0.001], [False, None]),
        # Holm: 0.01 <= 0.05/3, 0.02 <= 0.05/2, 0.06 > 0.05
        ("holm", [0.02, 0.06, 0.01], [True, False, True]),
        # 0.02 > 0.05/3: nothing, although 0.024 <= 0.05/2
        ("holm", [0.02, 0.024, 0.03], [False, False, False]),
        ("gatekeeping", [0.04, 0.03, 0.01], [True, True, True]),
        ("gatekeeping", [0.04, 0.03, 0.03], [True, False, False]),
        ("gatekeeping", [0.06, 0.001, 0.001], [False, None, None]),
        ("holm", [], []),
    ],
)  # fmt: skip
def test_orders_by_hand(method, p_values, verdicts):
    assert shown(p_values, Plan(method=method)) == verdicts


def test_the_level_is_the_protocols_and_is_below_itself():
    assert shown([0.03], Plan(alpha=0.025)) == [False]
    assert shown([0.05], Plan(alpha=0.05)) == [True]


def planned(arm, **plan):
    cohort = make_cohort([float(i + 1) for i in range(60)], [1.0] * 60, arm)
    spec = replace(cohort.study.spec, plan=Plan(hierarchy=("os",), **plan))
    return Cohort(replace(cohort.study, spec=spec), "itt")


def test_what_would_be_below_five_percent_but_not_below_its_level_says_so():
    late = ["a"] * 16 + ["a", "b"] * 14 + ["b"] * 16
    p_value = log_rank(planned(late), "os").pick("statistic").p_value
    assert p_value < 0.05
    told = notes_of(planned(late, alpha=p_value * 0.9), "survival.contrasts:log_rank", "os")
    assert "not_shown_at" in told
    told = notes_of(planned(late, alpha=p_value * 1.1), "survival.contrasts:log_rank", "os")
    assert "not_shown_at" not in told


def test_of_three_arms_there_is_no_better_side():
    three = ["a", "b", "c"] * 20
    (one,) = hierarchy(planned(three, one_sided=True)).estimates
    (two,) = hierarchy(planned(three)).estimates
    assert one.p_value == two.p_value


@pytest.fixture(scope="module")
def ordered():
    return Cohort(changed_demo("", ORDER), "itt")


def notes_of(cohort, name, endpoint, **options):
    found = request(name, endpoint, **options).ask(cohort)
    return {n.id for e in found.estimates if e.p_value is not None for n in e.notes}


def test_behind_a_failed_gate_every_p_value_of_a_comparison_is_descriptive(ordered):
    pfs = log_rank(ordered, "pfs", strata=("prior_chemo",)).pick("statistic")
    assert pfs.p_value > 0.05  # the gate of demo A
    first, second = hierarchy(ordered).estimates
    assert (first.value, second.value) == (0.0, None)
    assert "descriptive_after" not in notes_of(ordered, "survival.cox", "pfs")
    for name in ("survival.cox", "survival.contrasts:log_rank", "survival.contrasts:rmst"):
        assert "descriptive_after" in notes_of(ordered, name, "os")


def test_outside_the_order_p_values_are_descriptive_too(ordered):
    assert "descriptive_outside" in notes_of(ordered, "survival.cox", "time_to_conversion")
    difference = "proportions.rates:proportion_difference"
    assert "descriptive_outside" in notes_of(ordered, difference, "conversion")


def test_without_an_order_nothing_is_said_of_two_arms():
    cohort = Cohort(changed_demo(), "itt")
    assert not {"descriptive_after", "descriptive_outside"} & notes_of(cohort, "survival.cox", "os")


def test_one_of_several_contrasts_is_descriptive_and_the_test_of_all_arms_is_not():
    time = [float(i + 1) for i in range(60)]
    three = make_cohort(time, [1.0] * 60, ["a", "b", "c"] * 20)
    assert "one_of_contrasts" in notes_of(three, "survival.cox", "os")
    assert "one_of_contrasts" not in notes_of(three, "survival.contrasts:log_rank", "os")


def test_one_sided_p_values_are_halved_on_the_better_side_only():
    one = ("one_sided = true\nalpha = 0.025", 0.0)
    better = changed_demo("", (ORDER[0], ORDER[1] + one[0] + "\n"))
    two = hierarchy(Cohort(changed_demo("", ORDER), "itt")).estimates[0].p_value
    half = hierarchy(Cohort(better, "itt")).estimates[0].p_value
    assert half == pytest.approx(two / 2)
    worse = changed_demo(
        "", (ORDER[0], ORDER[1] + one[0] + "\n"),
        ('registered = "The primary endpoint is PFS."', 'better = "shorter"'),
    )  # fmt: skip
    assert hierarchy(Cohort(worse, "itt")).estimates[0].p_value == pytest.approx(1 - two / 2)
