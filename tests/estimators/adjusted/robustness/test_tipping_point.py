from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from outcomes.estimators.adjusted.robustness.tipping_point import DELTAS, tipping_point
from outcomes.estimators.survival.cox import cox
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import Covariate
from outcomes.wording import say
from tests.said import said
from tests.studies import make_cohort, nobody

AB = ["a", "b"] * 5
TEN = (list(range(1, 11)), [1] * 10)


def trial(seed=5, n=200, mean=16, **options):
    rng = np.random.default_rng(seed)
    arm = rng.permutation(np.repeat(["a", "b"], n // 2))
    life = rng.exponential(np.where(arm == "b", mean, 10))
    gone = rng.uniform(5, 30, n)
    data = np.minimum(life, gone).round(1).tolist(), (life <= gone).astype(int).tolist()
    return make_cohort(*data, arm.tolist(), arms=["a", "b"], **options)


def highs(found):
    return [e.ci_high for e in found.all("hazard_ratio") if e.at is not None]


def test_delta_one_is_near_the_unadjusted_ratio_and_harm_grows_with_delta():
    cohort = trial()
    found, plain = tipping_point(cohort, "os"), cox(cohort, "os").pick("hazard_ratio")
    rows = [e for e in found.all("hazard_ratio") if e.at is not None]
    assert tuple(e.at for e in rows) == DELTAS
    assert found.pick("hazard_ratio", at=1.0).value == pytest.approx(plain.value, rel=0.05)
    values = [e.value for e in rows]
    assert values == sorted(values)
    worst, best = found.all("hazard_ratio")[-2:]
    assert best.value < values[0]
    assert values[-1] < worst.value
    assert (found.analysis, rows[0].n, rows[0].n_events) == ("tipping_point", 200, plain.n_events)
    assert "20 imputations, seed 1, Rubin's rules; unadjusted" in say(rows[0].method)


def test_the_average_over_trials_at_delta_one_is_that_without_imputation():
    ones, plain = [], []
    for seed in range(12):
        cohort = trial(seed)
        ones.append(np.log(tipping_point(cohort, "os").pick("hazard_ratio", at=1.0).value))
        plain.append(np.log(cox(cohort, "os").pick("hazard_ratio").value))
    assert np.mean(ones) == pytest.approx(np.mean(plain), abs=0.03)


def test_the_tipping_delta_lies_where_the_upper_limit_is_one():
    cohort = trial(mean=14)
    found = tipping_point(cohort, "os")
    tip = found.pick("tipping_delta")
    again = tipping_point(cohort, "os", deltas=(tip.value,)).pick("hazard_ratio", at=tip.value)
    assert again.ci_high == pytest.approx(1.0, abs=0.01)
    assert 1 < tip.value < 20
    assert "by interpolation" in said(tip.notes)[-1]


def test_nothing_to_tip_and_never_reached_are_notes():
    none = tipping_point(trial(mean=11), "os").pick("tipping_delta")
    assert none.value is None
    assert said(none.notes)[0].startswith("nothing to tip: the interval at delta 1 (")
    never = tipping_point(trial(mean=40), "os").pick("tipping_delta")
    assert never.value is None
    assert said(never.notes)[0] == "not reached: the interval still excludes 1 at delta 20"


def test_a_ratio_above_one_tips_where_lost_patients_have_fewer_events():
    cohort = trial(mean=7.2)
    found = tipping_point(cohort, "os", deltas=(0.001, 0.01, 0.1, 0.5, 2))
    assert found.pick("hazard_ratio", at=1.0).ci_low > 1
    tip = found.pick("tipping_delta").value
    again = tipping_point(cohort, "os", deltas=(tip,)).pick("hazard_ratio", at=tip)
    assert tip < 1
    assert again.ci_low == pytest.approx(1.0, abs=0.01)


def test_one_stratum_is_none_and_two_are_a_stratified_model():
    cohort = trial(mean=14, columns={"site": ["x"] * 200})
    plain, one = tipping_point(cohort, "os"), tipping_point(cohort, "os", strata=("site",))
    ratios = [[e.value for e in r.all("hazard_ratio")] for r in (plain, one)]
    assert ratios[0] == pytest.approx(ratios[1], rel=1e-9)
    two = trial(mean=14, columns={"site": ["x", "y", "y", "x"] * 50})
    at_one = tipping_point(two, "os", strata=("site",)).pick("hazard_ratio", at=1.0)
    plain = cox(two, "os", strata=("site",)).pick("hazard_ratio")
    assert at_one.value == pytest.approx(plain.value, rel=0.05)
    assert "stratified" in " ".join(said(at_one.method))


def test_the_reference_may_be_imputed_and_tips_downward():
    found = tipping_point(trial(mean=13.5), "os", arm="a", deltas=(0.05, 0.2, 0.5, 2))
    values = [e.value for e in found.all("hazard_ratio") if e.at is not None]
    assert values == sorted(values, reverse=True)
    tip = found.pick("tipping_delta")
    assert tip.value is not None
    assert tip.value < 1
    assert "patients of a lost" in said(tip.notes)[0]


def test_worst_and_best_case_by_their_definition():
    cohort = trial()
    data = cohort.timed("os")
    lost = (data.event == 0) & (data.arm == 1)
    worst, best = tipping_point(cohort, "os").all("hazard_ratio")[-2:]
    arm = np.where(data.arm == 1, "b", "a").tolist()
    late = np.where(lost, data.time + 12 / 365.25, data.time).tolist()
    died = np.where(lost, 1, data.event).tolist()
    one = cox(make_cohort(late, died, arm, arms=["a", "b"]), "os").pick("hazard_ratio")
    assert (worst.value, worst.ci_high) == pytest.approx((one.value, one.ci_high), rel=1e-12)
    free = np.where(lost, data.time.max(), data.time).tolist()
    two = cox(make_cohort(free, data.event.tolist(), arm, arms=["a", "b"]), "os")
    assert best.value == pytest.approx(two.pick("hazard_ratio").value, rel=1e-12)
    assert worst.n_events == best.n_events + lost.sum()
    assert say(worst.method).startswith("worst case")


def test_the_seed_decides_and_delta_one_is_always_there():
    cohort = trial()
    one, two = (tipping_point(cohort, "os", deltas=(3,)) for _ in range(2))
    assert one == two
    assert [e.at for e in one.all("hazard_ratio")] == [1.0, 3.0, None, None]
    assert one != tipping_point(cohort, "os", deltas=(3,), seed=2)


def test_nobody_lost_leaves_the_ordinary_ratio_at_every_delta():
    cohort = make_cohort(*TEN, AB)
    found, plain = tipping_point(cohort, "os"), cox(cohort, "os").pick("hazard_ratio")
    for ratio in found.all("hazard_ratio"):
        assert ratio.value == pytest.approx(plain.value, rel=1e-9)
        assert ratio.ci_high == pytest.approx(plain.ci_high, rel=1e-9)
        assert ratio.p_value == pytest.approx(plain.p_value, rel=1e-9)


def test_covariates_are_named_and_a_constant_one_changes_nothing():
    age = Covariate("age", "Age", "continuous")
    ages = [60.0] * 199 + [None]
    cohort = trial(columns={"age": ages}, covariates=[age])
    found = tipping_point(cohort, "os", deltas=(2,), m=3, covariates=["age"])
    ratio = found.pick("hazard_ratio", at=2.0)
    assert say(ratio.method).endswith("conditional: adjusted for age")
    assert ratio.n == 199
    assert "1 of 200 patients left out: incomplete covariates" in said(ratio.notes)
    assert "left out, the same for everybody: age" in said(ratio.notes)


def test_with_covariates_and_nobody_lost_it_is_the_adjusted_ratio():
    ages = [50.0, 61.0, 47.0, 58.0, 66.0, 52.0, 71.0, 44.0, 63.0, 59.0]
    age = Covariate("age", "Age", "continuous")
    cohort = make_cohort(*TEN, AB, columns={"age": ages}, covariates=[age])
    found = tipping_point(cohort, "os", deltas=(2,), m=2, covariates=["age"])
    expected = cox(cohort, "os", covariates=["age"]).pick("hazard_ratio")
    for ratio in found.all("hazard_ratio"):
        assert ratio.value == pytest.approx(expected.value, rel=1e-9)
        assert ratio.ci_low == pytest.approx(expected.ci_low, rel=1e-9)


def test_imputation_knows_the_covariates():
    # Censoring here follows x, which the arm's hazard alone does not know.
    x = np.random.default_rng(1).normal(size=200)
    data = trial().timed("os")
    arm = np.where(data.arm == 1, "b", "a").tolist()
    cohort = make_cohort(
        (data.time * np.exp(-x)).tolist(), data.event.tolist(), arm, arms=["a", "b"],
        columns={"x": x.tolist()}, covariates=[Covariate("x", "x", "continuous")],
    )  # fmt: skip
    found = tipping_point(cohort, "os", deltas=(1,), covariates=["x"]).pick("hazard_ratio")
    expected = cox(cohort, "os", covariates=["x"]).pick("hazard_ratio")
    assert found.value == pytest.approx(expected.value, rel=0.05)


def dated(gap_in_days):
    """Arm b's third patient is lost: censored at day 50 of 200 until the cut-off."""
    time = [10, 20, 30, 50, 60, 70, 80, 190, 199, 100, 110, 120]
    event = [1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1]
    arm = ["a", "b", "a", "b"] * 3
    start = pd.Timestamp(date(2024, 6, 1)) - pd.Timedelta(days=200)
    cohort = make_cohort(
        time, event, arm, columns={"randomisation_date": [start] * 12}, time_unit="days",
        origin="randomisation_date",
    )  # fmt: skip
    block = replace(cohort.study.spec.study, data_cutoff=date(2024, 6, 1))
    study = replace(cohort.study, spec=replace(cohort.study.spec, study=block))
    return tipping_point(Cohort(study, "itt"), "os", gap=gap_in_days)


@pytest.mark.parametrize(("gap", "lost"), [(None, 2), (30, 1), (5, 2), (160, 0)])
def test_the_gap_to_the_cut_off_says_who_is_lost(gap, lost):
    # b is censored at 50 and at 190 of 200 days; a at 199.
    found = dated(gap)
    assert f"{lost} of 6 patients of b lost" in said(found.pick("hazard_ratio").notes)
    assert said(found.notes)[0].startswith(
        "counted as lost: everyone censored, also who is still followed"
        if gap is None
        else "lost: censored more"
    )


def test_options_that_make_no_sense_are_refused():
    cohort = make_cohort(*TEN, AB)
    with pytest.raises(ValueError, match="gap needs"):
        tipping_point(cohort, "os", gap=3)
    with pytest.raises(ValueError, match="positive"):
        tipping_point(cohort, "os", deltas=(0, 1))
    with pytest.raises(ValueError, match="at least 2"):
        tipping_point(cohort, "os", m=1)
    with pytest.raises(KeyError):
        tipping_point(cohort, "os", arm="nobody")


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (nobody(*TEN, AB), "nobody"),
        (make_cohort(*TEN, ["a"] * 10, arms=["a", "b"]), "one arm only"),
        (make_cohort(TEN[0], [0] * 10, AB), "an arm without events"),
        (make_cohort([1] * 5 + [9] * 5, [1] * 10, ["a"] * 5 + ["b"] * 5), "runs to zero"),
    ],
)
def test_what_cannot_be_estimated_is_a_note_not_a_number(cohort, words):
    found = tipping_point(cohort, "os")
    assert len(found.estimates) == len(DELTAS) + 3
    for estimate in found.estimates:
        assert estimate.value is None
        assert words in said(estimate.notes)[0]


def test_contrasts_without_the_imputed_arm_are_left_to_a_note():
    arms = ["a", "b", "c"] * 10
    cohort = make_cohort(list(range(30)), [1, 1, 1, 1, 1, 0] * 5, arms)
    found = tipping_point(cohort, "os", arm="b", deltas=(2,), m=2)
    assert {e.group for e in found.estimates} == {"b"}
    assert "c against a: b has no part in it" in said(found.notes)
    assert tipping_point(make_cohort(*TEN), "os").estimates == ()


def test_competing_events_are_not_imputed():
    event = [1, 2, 1, 1, 2, 1, 1, 1, 0, 1] * 2
    cohort = make_cohort(list(range(20)), event, ["a", "b"] * 10, kind="competing")
    ratio = tipping_point(cohort, "os", arm="b", deltas=(), m=2).pick("hazard_ratio")
    assert "0 of 10 patients of b lost" in said(ratio.notes)
    assert "cause-specific" in say(ratio.method)
