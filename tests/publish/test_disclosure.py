"""Every rule of disclosure, worked by hand."""

from dataclasses import replace

import pytest

from outcomes.model.protocol import Arm, Endpoint, Population, StudyBlock, StudySpec
from outcomes.model.scene import Scene
from outcomes.publish.audit.values import bends_of
from outcomes.publish.disclosure.curves import knots, masked_curve, value_at
from outcomes.publish.disclosure.known import Known
from outcomes.publish.disclosure.mask import masked, masked_protocol, masked_scene
from outcomes.publish.policy import policies, policy_named
from outcomes.results.condition import Condition
from outcomes.results.masked import Masked
from outcomes.results.note import Note, Ref
from outcomes.results.result import Curve, Estimate, Flow, Interval, Result

FEW, BACK = Masked(11), Masked()
WORDS = frozenset({"a", "b", "all", "ecog", "0", "1", "2", "response", "term", "age"})


def known(**more):
    more.setdefault("fewest", lambda e: 20)
    return Known(policy_named(), {"all": 90, "a": 45, "b": 45}, 90, words=WORDS, **more)


def shown(*estimates, curves=(), with_=None):
    return masked(Result("x", estimates=estimates, curves=curves), with_ or known()).estimates


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


def test_a_curve_whose_events_are_over_is_flat_and_not_a_line_to_its_end():
    """6, 6 and 1 events in three months, none in the three after: 7 in the second stretch."""
    ends = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert knots([0.5, 1.5, 2.5], [6, 6, 1], ends, 5) == [1.0, 3.0, 6.0]
    assert knots([0.5, 1.5], [6, 6], ends, 5) == [1.0, 2.0, 6.0]
    assert knots([0.5, 5.5], [6, 6], ends, 5) == [1.0, 6.0]
    assert knots([0.5], [4], ends, 5) == []
    assert knots([9.5], [4], ends, 5) == [6.0]


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


def test_a_single_level_kept_back_takes_the_next_smallest_with_it():
    """Of 45 with levels 28, 12 and 5, the 5 would be 45 - 28 - 12."""
    levels = [
        Estimate("n", "a", value=float(n), n=45, covariates=("ecog", level))
        for level, n in (("0", 28), ("1", 12), ("2", 5))
    ]
    values = [e.value for e in shown(*levels)]
    assert values == [30.0, BACK, FEW]


def test_two_levels_kept_back_hide_each_other():
    levels = [
        Estimate("n", "a", value=float(n), n=45, covariates=("ecog", level))
        for level, n in (("0", 31), ("1", 8), ("2", 6))
    ]
    assert [e.value for e in shown(*levels)] == [30.0, FEW, FEW]


def test_a_single_arm_kept_back_takes_the_sum_with_it():
    """Of 24 of all, 20 in one arm leave 4 in the other."""
    cells = [
        Estimate("proportion", group, value=k / n, n=n, n_events=k, covariates=("response",))
        for group, k, n in (("a", 4, 45), ("b", 20, 45), ("all", 24, 90))
    ]
    assert [e.value for e in shown(*cells)] == [None, 0.44, None]


def test_a_part_that_leaves_few_is_kept_back():
    """Of 45, 38 censored leave 7 with the event; 34 leave 11, but 35 and 45 would say 10."""
    for censored, value in ((38, BACK), (34, BACK), (30, 30.0), (45, 45.0)):
        (e,) = shown(Estimate("n_censored", "a", value=float(censored), n=45))
        assert e.value == value


def test_what_does_not_add_up_needs_no_second():
    """Grade 3 is part of any grade: 4 of 45 say nothing about 30 of 45."""
    cells = [
        Estimate("proportion", "a", value=n / 45, n=45, n_events=n, covariates=("term", grade))
        for grade, n in (("0", 30), ("1", 4))
    ]
    assert [e.n_events for e in shown(*cells)] == [30, FEW]


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


def test_words_of_the_data_are_shown_only_where_enough_share_them():
    rare, frequent = (
        Estimate("proportion", group, value=n / 45, n=45, n_events=n, covariates=(word, "term"))
        for group, word, n in (("a", "Wang Jianguo", 2), ("a", "Nausea", 20))
    )
    assert [e.covariates[0] for e in shown(rare, frequent)] == ["Nausea"]


def test_a_word_in_a_group_or_without_counted_events_does_not_hide_behind_all():
    estimates = [
        Estimate("n", "all", value=90.0, n=90),
        Estimate("n", "Ward of Dr Wang", value=3.0, n=3),
        Estimate("n", "all", value=3.0, n=90, covariates=("term", "Ward of Dr Wang")),
        Estimate("proportion", "all", value=3 / 90, n=90, covariates=("term", "Ward of Dr Wang")),
    ]
    assert [(e.group, e.value) for e in shown(*estimates)] == [("all", 90.0)]


@pytest.mark.parametrize("quantity", ["smd_level", "smd_level_weighted"])
def test_a_word_whose_patients_nobody_counted_is_not_shown(quantity):
    """A difference in who has a level has the n of everybody: not of the 3 of one ward."""
    of = Condition("site", "in", ("Ward of Dr Wang",))
    told = Estimate(quantity, "b", "a", value=0.1, n=90, covariates=("site",), where=of)
    known_level = replace(told, where=Condition("ecog", "in", ("1",)))
    protocol = replace(known(), words=WORDS | {"site", "ecog"})
    assert [e.where for e in shown(told, known_level, with_=protocol)] == [known_level.where]


def steps(events, start=45, censored=None):
    """A survival curve with one step at the middle of each month."""
    risk, value, left, s = [float(start)], [1.0], float(start), 1.0
    for i, n in enumerate(events):
        risk.append(left)
        s *= 1 - n / left
        left -= n + (censored or {}).get(i, 0)
        value.append(s)
    time = (0.0, *(i + 0.5 for i in range(len(events))))
    cut = (0.0, *((censored or {}).get(i, 0) for i in range(len(events))))
    return Curve("a", "survival", time, tuple(value), tuple(v - 0.1 for v in value),
                 tuple(min(v + 0.1, 1) for v in value), tuple(risk), (0.0, *map(float, events)),
                 tuple(map(float, cut)), "months")  # fmt: skip


def test_month_ends_are_merged_until_five_events_lie_between():
    assert knots((0.5, 1.5, 2.5, 3.5), (3, 2, 4, 1), (1, 2, 3, 4), 5) == [2, 4]
    assert knots((0.5, 1.5, 2.5), (5, 1, 1), (1, 2, 3), 5) == [3]  # the rest joins the last
    assert knots((0.5,), (4,), (1,), 5) == []
    assert knots((), (), (1, 2), 5) == [2]  # nothing happens: nothing to hide


def test_a_curve_keeps_month_ends_only_without_the_censored():
    """45 at risk; 3, 4, 4, 1 events in four months: S = 38/45 after two, 34/45 after three.

    Where the fourth month has not ended, the four of the third join the seven before: 34/45.
    """
    curve = masked_curve(steps([3, 4, 4, 1]), known())
    assert curve.time == (0.0, 1.0, 2.0, 3.0)
    assert curve.value == pytest.approx((1, 0.92, 0.84, 0.76))
    assert bends_of(curve) == [0.0, 3.0]
    long = masked_curve(steps([3, 2, 6, 1, 0]), known())  # 40/45 after two, 33/45 after four
    assert bends_of(long) == [0.0, 2.0, 4.0]
    assert long.value == pytest.approx((1.0, 0.945, 0.89, 0.81, 0.73))
    assert long.n_at_risk == (45.0, 40.0, 40.0, 30.0, 30.0)  # 45, 42, 40, 34, 33 just before
    assert (long.n_events[-1], sum(long.n_events[:-1]), sum(long.n_censored)) == (15, 0, 0)
    assert long.joined


def test_a_curve_ends_where_fewer_than_eleven_are_at_risk():
    """35 at risk, 10 events a month: 35, 25, 15, 5: known until the fourth month has begun."""
    curve = masked_curve(steps([10, 10, 10, 0, 0], start=35), known())
    assert curve.time == (0.0, 1.0, 2.0)
    assert curve.n_at_risk == (35.0, 25.0, 15.0)


def test_a_curve_of_fewer_than_eleven_or_of_too_few_events_is_absent():
    assert masked_curve(steps([5], start=10), known()) is None
    assert masked_curve(steps([1, 1, 1, 0, 0]), known()) is None
    assert masked_curve(steps([5, 5, 0]), known()) is None  # 35/45 at the end would say ten
    assert masked_curve(steps([5, 6, 0]), known()) is not None


def test_what_a_curve_says_at_a_time_lies_on_the_line_between_its_points():
    curve = masked_curve(steps([3, 2, 5, 2, 0]), known())
    assert value_at(curve, 3.0)[0] == pytest.approx((0.89 + 0.73) / 2)
    assert value_at(curve, 4.5) is None
    survival, later = shown(
        Estimate("survival", "a", value=0.9111, at=3.0, n=45, n_events=12, unit=""),
        Estimate("survival", "a", value=0.7, at=9.0, n=45, n_events=12),
        curves=(steps([3, 2, 5, 2, 0]),),
    )
    assert survival.value == 0.81
    assert later.value is None


def test_a_curve_of_follow_up_falls_where_somebody_is_censored():
    """Its events are the censored of the endpoint: 6 and 6, and 20 who died in the first month."""
    curve = replace(steps([6, 6, 0], start=90, censored={0: 20}), quantity="follow_up")
    assert bends_of(masked_curve(curve, known())) == [0.0, 1.0, 2.0]
    lone = replace(steps([1, 11, 0], start=90, censored={0: 20}), quantity="follow_up")
    assert bends_of(masked_curve(lone, known())) == [0.0, 2.0]


@pytest.mark.parametrize(("censored", "value"), [(11, 33.0), (10, None)])
def test_a_median_of_follow_up_needs_eleven_censored(censored, value):
    median = Estimate("median", "a", value=33.1, n=45, n_events=34, unit="months")
    curve = replace(steps([censored, 0]), quantity="follow_up")
    (e,) = masked(Result("follow_up", estimates=(median,), curves=(curve,)), known()).estimates
    assert e.value == value


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


def test_a_number_at_a_time_is_not_shown_where_its_curve_is_not():
    """12 events, 10 of them while eleven are at risk: the curve is kept back, and 0.5 with it."""
    curve = steps([5, 5, 2], start=20)
    (e,) = shown(Estimate("survival", "a", value=0.5, at=2.0, n=20, n_events=12), curves=(curve,))
    assert e.value is None


@pytest.mark.parametrize("quantity", ["log_minus_log", "propensity_density", "monthly"])
def test_residuals_histograms_and_single_months_are_absent(quantity):
    assert masked_curve(Curve("a", quantity, (0.0, 1.0), (0.0, 3.0)), known()) is None


def test_notes_keep_what_they_say_and_lose_whom_they_count():
    result = masked(
        Result("x", notes=(
            Note("left_out", n=3, total=90, why=Note("incomplete_covariates")),
            Note("few_events", events=42, n=7),
            Note("piece", start=0.0, end=2.7926),
            Note("interpolated", low=3.0, high=5.0),
            Note("stalled", date="2023-05-17"),
            Note("each", what=Ref("covariate", "Wang"), n=20),
        )),
        known(),
    )  # fmt: skip
    assert result.notes[:4] == (
        Note("left_out", n=FEW, total=90, why=Note("incomplete_covariates")),
        Note("few_events", events=40, n=7),
        Note("piece", start=0.0, end=2.5),
        Note("interpolated", low=3.0, high=5.0),
    )
    assert len(result.notes) == 4


def test_a_flow_says_no_reason_of_few():
    result = masked(
        Result("x", flow=(Flow("out", 21, reasons=(("Declined", 17), ("Moved to Xi'an", 4))),)),
        known(),
    )
    assert result.flow[0].n == 20
    assert result.flow[0].reasons == (("Declined", 15),)


SPEC = StudySpec(
    StudyBlock("toy", "Toy", "randomised", workbook="王建国.xlsx", missing=("n.a.",)),
    arms=(Arm("a", "A", reference=True, aliases=("对照组",)), Arm("b", "B")),
    populations=(Population("itt", "ITT", default=True),),
    endpoints=(Endpoint("os", "Survival", "time_to_event"),),
    columns={"姓名": "patient_id"},
    folder="/data/hospital/toy",
)


def test_a_scene_and_a_protocol_say_nothing_of_the_file():
    scene = Scene(SPEC, "itt", n=90, n_population=90, events={"os": 57}, last={"os": 31.7},
                  fingerprint="f" * 64, findings=("x",), read=("y",),
                  levels={"ecog": ("0", "1", "ward 7")})  # fmt: skip
    made = masked_scene(scene, known(), masked_protocol(SPEC))
    assert (made.n, made.events, made.last) == (90, {"os": 55}, {"os": 31.5})
    assert (made.findings, made.read, made.levels) == ((), (), {"ecog": ("0", "1")})
    said = repr(made.spec)
    assert not any(word in said for word in ("王建国", "对照组", "姓名", "hospital", "n.a."))
    assert made.spec.arms[0].label == "A"
