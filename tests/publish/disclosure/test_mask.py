"""Every rule of disclosure, worked by hand."""

from dataclasses import replace

import pytest

from outcomes.publish.disclosure.curves import masked_curve
from outcomes.publish.disclosure.known import Known
from outcomes.publish.policy import policies, policy_named
from outcomes.results.condition import Condition
from outcomes.results.masked import Masked
from outcomes.results.result import Curve, Estimate, Interval
from tests.publish.disclosure.masked import BACK, FEW, known, shown


@pytest.mark.parametrize(
    ("count", "printed"),
    [(0, 0), (1, FEW), (10, FEW), (11, 15), (12, 15), (13, 15), (18, 20), (45, 45), (90, 90),
     (44, 45), (88, 90), (89, 90), (123, 125), (None, None)],
)  # fmt: skip
def test_a_count_is_none_small_a_total_or_rounded(count, printed):
    assert known().count(count) == printed


def test_a_rounded_count_is_never_more_than_everybody():
    assert Known(policy_named(), n=164).count(163) == 160


def test_numbers_of_patients_of_the_study_and_its_arms_are_exact():
    exact = Known(policy_named(), {"all": 164, "a": 82, "b": 82}, 164)
    assert [exact.count(n) for n in (164, 82, 83, 162)] == [164, 82, 85, 160]
    assert Known(policy_named(), n=82).count(82) == 80  # of a subgroup they are not


def test_by_the_restricted_policy_five_may_be_shown():
    restricted = Known(policy_named("restricted"))
    assert (restricted.count(4), restricted.count(5)) == (Masked(5), 5)


def test_the_day_on_which_somebody_was_the_last_is_told_by_its_month():
    """2023-06-15 is day 19 523 since 1970; June ends on 19 538, a leap February on 19 782."""
    observed, projected = shown(
        Estimate("completion_date", "all", value=19_523.0, unit="date"),
        Estimate("events_date", "all", value=19_760.0, interval=Interval(19_523.0, float("inf")),
                 unit="date"),
    )  # fmt: skip
    assert observed.value == 19_538.0
    assert (projected.value, projected.interval) == (19_782.0, Interval(19_538.0, float("inf")))
    assert [note.id for note in observed.notes] == ["publish_month"]


def test_a_share_of_few_or_of_all_but_few_is_kept_back():
    few, most, open_one = shown(
        Estimate("proportion", "a", value=3 / 45, interval=Interval(0.01, 0.2), n=45, n_events=3),
        Estimate("proportion", "b", value=43 / 45, interval=Interval(0.8, 1), n=45, n_events=43),
        Estimate("proportion", "a", value=17 / 45, n=45, n_events=17, at=2.0),
    )
    assert (few.value, few.interval, few.n_events, few.n) == (None, None, FEW, 45)
    assert (most.value, most.interval, most.n_events) == (None, None, BACK)
    assert few.says("publish_few")
    assert most.says("publish_few")
    assert (open_one.value, open_one.n_events) == (0.33, 15)  # 15 of 45, not 17


def test_a_share_whose_rounded_rest_looks_small_is_kept_back():
    """33 of 45 leave 12, but 35 of 45 would say 10."""
    (e,) = shown(Estimate("proportion", "a", value=33 / 45, n=45, n_events=33))
    assert (e.value, e.n_events) == (None, BACK)


def test_the_interval_of_a_share_does_not_tell_the_count():
    (e,) = shown(
        Estimate("proportion", "a", value=0.4, interval=Interval(0.27, 0.55), n=45, n_events=18)
    )
    assert (e.value, e.n_events) == (0.44, 20)
    assert (e.interval.low, e.interval.high) == (0.3, 0.6)  # moved by 0.0444, out to 5 points
    (all_of_them,) = shown(
        Estimate("proportion", "a", value=1.0, interval=Interval(0.9520049, 1.0), n=75, n_events=75)
    )
    assert (all_of_them.value, all_of_them.interval.low, all_of_them.n) == (1.0, 0.95, 75)


def test_of_too_few_patients_nothing_is_shown():
    (e,) = shown(Estimate("hazard_ratio", "a", "b", value=0.5, interval=Interval(0.2, 1), n=9,
                          n_events=8, std_err=0.3, p_value=0.04))  # fmt: skip
    assert (e.n, e.n_events, e.value, e.interval, e.std_err, e.p_value) == (
        FEW, FEW, None, None, None, None,
    )  # fmt: skip


def test_extremes_are_absent():
    kept = shown(
        Estimate("minimum", "a", value=31.0, n=45, covariates=("age",)),
        Estimate("median", "a", value=58.4321, n=45, covariates=("age",), unit="years"),
        Estimate("maximum", "a", value=84.0, n=45, covariates=("age",)),
    )
    assert [(e.quantity, e.value) for e in kept] == [("median", 58.4)]


def test_a_median_survival_is_rounded_to_half_a_month_and_needs_eleven_events():
    enough, few = shown(
        Estimate("median", "a", value=8.2464, interval=Interval(6.9, float("inf")), n=45,
                 n_events=40, unit="months"),
        Estimate("median", "b", value=9.1, n=45, n_events=10, unit="months"),
    )  # fmt: skip
    assert (enough.value, enough.interval) == (8.0, Interval(7.0, float("inf")))
    assert few.value is None


def test_a_median_that_is_not_reached_stays_so():
    (e,) = shown(Estimate("median", "a", value=float("inf"), n=45, n_events=12, unit="months"))
    assert e.value == float("inf")


@pytest.mark.parametrize(("fewest", "value"), [(11, 0.759), (10, None), (None, None)])
def test_a_model_needs_eleven_events_in_every_arm(fewest, value):
    ratio = Estimate("hazard_ratio", "a", "b", value=0.75852, n=90, n_events=60, p_value=0.0456)
    (e,) = shown(ratio, with_=known(fewest=lambda e: fewest))
    assert e.value == value
    assert e.p_value == (None if value is None else 0.046)


def compared(quantity, value, n, **more):
    return Estimate(quantity, "a", "b", value=value, interval=Interval(value - 0.13, value + 0.13),
                    n=n, n_events=40, p_value=0.25, **more)  # fmt: skip


def test_shares_of_a_part_are_compared_so_that_those_of_everybody_leave_nothing():
    """27 and 17 of 82 less 20 of 63 and 12 of 54 would leave 7 and 5, both kept back."""
    whole = (compared("risk_difference", 0.1221, 90), compared("odds_ratio", 1.877, 90))
    assert [e.value for e in shown(*whole)] == [0.122, 1.88]
    part = (compared("risk_difference", 0.0952, 65), compared("odds_ratio", 1.628, 65))
    difference, ratio = shown(*part, with_=replace(known(), totals={}))
    assert (difference.value, difference.interval) == (0.1, Interval(-0.05, 0.25))
    assert (difference.p_value, ratio.value, ratio.interval, ratio.p_value) == (None,) * 4
    assert difference.says("publish_coarse")
    assert ratio.says("publish_coarse")


@pytest.mark.parametrize(
    ("estimate", "value"),
    [
        (compared("risk_difference", 0.0952, 65, where=Condition("age", "<", bound=65)), 0.1),
        (compared("risk_difference", 0.0952, 86), 0.1),  # 4 of 90 are left
        (compared("risk_difference_same_patients", 0.0952, 86, covariates=("ecog",)), 0.1),
        (compared("risk_difference", 0.0952, 86, covariates=("ecog",)), 0.0952),  # of a model
        (compared("risk_difference", 0.0952, 60), 0.0952),
    ],
)
def test_shares_of_a_level_or_of_all_but_few_are_those_of_a_part(estimate, value):
    (e,) = shown(estimate)
    assert e.value == value


def test_an_analysis_set_that_differs_by_few_is_absent():
    of = Condition("population", "in", ("eligible",))
    ratio = Estimate("hazard_ratio", "a", "b", value=0.7, n=86, n_events=60, where=of)
    assert shown(ratio, with_=known(near=frozenset({"eligible"}))) == ()


@pytest.mark.parametrize("name", policies())
def test_no_rule_shows_what_one_count_that_is_kept_back_has_and_another_has_not(name):
    """A median of exactly ten events beside "<11" would say ten."""
    policy = policy_named(name)
    assert policy.least_events >= policy.k


def test_what_tells_few_events_is_kept_back_with_them():
    events, time_at_risk, all_of_it = shown(
        Estimate("cumulative_incidence", "a", value=0.22, at=9.0, n=45, n_events=10),
        Estimate("follow_up_completeness", "a", value=0.86, n=45, n_events=10),
        Estimate("cumulative_incidence", "b", value=0.0, at=9.0, n=45, n_events=0),
    )
    assert (events.value, time_at_risk.value, all_of_it.value) == (None, 0.86, 0.0)


@pytest.mark.parametrize("quantity", ["log_minus_log", "propensity_density", "monthly"])
def test_residuals_histograms_and_single_months_are_absent(quantity):
    assert masked_curve(Curve("a", quantity, (0.0, 1.0), (0.0, 3.0)), known()) is None
