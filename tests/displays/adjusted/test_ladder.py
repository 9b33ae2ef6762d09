"""The ladder: which rungs, in which order, and that they answer one question."""

from dataclasses import replace

import numpy as np
import pytest

from outcomes.displays.adjusted.ladder import absolute, climb, ladder, odds
from outcomes.displays.adjusted.rungs import RUNGS
from outcomes.displays.adjusted.steps import status_of
from outcomes.displays.base.panel import Picture, Text
from outcomes.displays.base.words import Words
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import Covariate
from tests.demos import demo_study
from tests.displays.asked import seen
from tests.studies import make_study, nobody

ASCITES = Covariate("ascites", "Ascites", "categorical", ("none", "some"), adjust=True, key=True)
AGE = Covariate("age", "Age", "continuous", adjust=True)
HER2 = Covariate("her2", "HER2", "binary")


def trial(n=120, *, covariates=(ASCITES, AGE, HER2), arms=("a", "b"), seed=5, **more):
    rng = np.random.default_rng(seed)
    ascites = rng.integers(0, 2, n)
    arm = np.array(arms)[rng.integers(0, len(arms), n)]
    hazard = 0.08 * np.exp(0.8 * ascites - 0.5 * (arm == arms[-1]))
    time = rng.exponential(1 / hazard)
    columns = {
        "ascites": np.where(ascites == 1, "some", "none"),
        "age": rng.normal(60, 8, n).round(1),
        "her2": rng.integers(0, 2, n).astype(float),
        "site": np.where(rng.random(n) < 0.5, "x", "y"),
    }
    end = np.minimum(time, 24.0)
    return make_study(
        end, (time <= 24).astype(float), list(arm), arms=list(arms), columns=columns,
        covariates=covariates, strata=("site",), landmarks=(6.0, 12.0), tau=18.0, **more,
    )  # fmt: skip


def asked(study, endpoint="os", rungs=ladder, **options):
    cohort = Cohort(study, "itt")
    found = rungs(study.spec, study.spec.endpoint(endpoint), **options)
    return climb(found, [r.request.ask(cohort) for r in found], study.spec.compared_arms[0].id)


def test_the_plan_comes_first_and_the_rest_in_the_order_of_the_protocol():
    ids = [rung.id for rung, _, _ in asked(trial())]
    assert ids == [
        "strata", "unadjusted", "key", "key_strata", "set", "iptw_key", "iptw", "overlap", "score",
        "imputed", "landmark",
    ]  # fmt: skip


def test_other_populations_stand_twice_as_planned_and_adjusted():
    study = trial(populations={"efficacy": [True] * 110 + [False] * 10})
    found = [e for rung, e, _ in asked(study) if rung.id == "populations"]
    assert [(str(e.where), e.n) for e in found] == [("population in efficacy", 110)] * 2
    assert [e.covariates for e in found] == [("site",), ("ascites",)]


def test_one_rung_is_primary_and_it_is_the_planned_one():
    primary = [rung.id for rung, _, _ in asked(trial()) if rung.primary]
    assert primary == ["strata"]
    study = trial()
    bare = replace(study, spec=replace(study.spec, plan=replace(study.spec.plan, strata=())))
    assert [r.id for r, _, _ in asked(bare) if r.primary] == ["unadjusted"]


def test_every_rung_has_a_number_of_the_right_arm():
    for rung, estimate, _ in asked(trial()):
        assert estimate is not None, rung.id
        assert estimate.value is not None, (rung.id, estimate.notes)
        assert (estimate.group, estimate.reference) == ("b", "a")


def test_the_rungs_of_like_patients_find_the_truth_that_was_put_in():
    steps = {rung.id: e for rung, e, _ in asked(trial(2000, seed=8))}
    for name in ("key", "key_strata", "set"):
        assert np.log(steps[name].value) == pytest.approx(-0.5, abs=0.12), name
    # Whole arms: nearer to 1 than like patients, though the arms are balanced.
    for name in ("unadjusted", "iptw", "overlap", "score"):
        assert abs(np.log(steps[name].value)) < abs(np.log(steps["set"].value)), name


def test_a_visitors_covariates_are_a_rung_of_their_own_unless_they_repeat_one():
    ids = [r.id for r, _, _ in asked(trial(), own=("ascites", "her2"))]
    assert "own" in ids
    assert "own" not in [r.id for r, _, _ in asked(trial(), own=("age", "ascites"))]


def test_a_constant_covariate_changes_nothing():
    study = trial(covariates=(replace(ASCITES, id="same"),))
    study.patients["same"] = "none"
    found = {rung.id: e for rung, e, _ in asked(study)}
    assert found["key"].value == pytest.approx(found["unadjusted"].value, rel=1e-9)


def test_absolute_differences_stand_at_every_landmark_and_at_tau():
    steps = asked(trial(), rungs=absolute)
    at = {(rung.id, e.at) for rung, e, _ in steps}
    assert ("standardized_survival_difference", 6.0) in at
    assert ("robust_survival_difference", 12.0) in at
    assert ("plain_rmst_difference", 18.0) in at
    assert ("standardized_rmst_difference", 18.0) in at


def test_proportions_have_differences_and_odds():
    rng = np.random.default_rng(2)
    study = trial(success=rng.integers(0, 2, 120).astype(float))
    steps = asked(study, "response")
    ids = [rung.id for rung, _, _ in steps]
    assert ids == [
        "plain_risk", "strata_risk", "key_risk", "standardized_key_risk", "standardized_set_risk",
        "iptw_risk",
    ]  # fmt: skip
    assert all(e is not None and e.value is not None for _, e, _ in steps)
    assert [r.id for r, _, _ in asked(study, "response", rungs=odds)] == ["key_odds", "set_odds"]


def test_without_arms_or_covariates_there_is_little_or_nothing_to_climb():
    alone = make_study([1.0, 2.0], [1.0, 0.0])
    assert ladder(alone.spec, alone.spec.endpoint("os")) == ()
    assert absolute(alone.spec, alone.spec.endpoint("os")) == ()
    bare = trial(covariates=())
    assert [r.id for r, _, _ in asked(bare)] == ["strata", "unadjusted", "landmark"]


def test_competing_events_keep_to_cause_specific_models():
    ids = [r.id for r, _, _ in asked(trial(kind="competing"))]
    assert ids == ["strata", "unadjusted", "key", "key_strata", "set"]


@pytest.mark.parametrize("who", ["nobody", "one arm", "no events"])
def test_what_cannot_be_climbed_says_why(who):
    if who == "nobody":
        cohort = nobody(
            [1.0], [1.0], ["a"], arms=["a", "b"], columns={"ascites": ["none"]},
            covariates=(ASCITES,), landmarks=(6.0,),
        )  # fmt: skip
    else:
        arm = ["a"] * 8 if who == "one arm" else ["a", "b"] * 4
        cohort = Cohort(
            make_study(
                list(range(1, 9)), [float(who == "one arm")] * 8, arm, arms=["a", "b"],
                columns={"ascites": ["none", "some"] * 4}, covariates=(ASCITES,),
                landmarks=(6.0,),
            ),
            "itt",
        )  # fmt: skip
    spec = cohort.study.spec
    rungs = (*ladder(spec, spec.endpoint("os")), *absolute(spec, spec.endpoint("os")))
    for rung, estimate, result in climb(rungs, [r.request.ask(cohort) for r in rungs], "b"):
        if who == "no events" and rung.id == "plain_survival_difference":
            continue  # 100 % minus 100 %
        if who == "no events" and "rmst" in rung.id:
            continue  # everybody lives to the horizon
        assert estimate is None or estimate.value is None, rung.id
        assert (estimate.notes if estimate else ()) or result.notes, rung.id


def test_named_in_the_protocol_is_what_the_protocol_names_and_nothing_else():
    spec = demo_study("hipec-sox-demo").spec
    words = Words(spec)
    status = {r.id: status_of(words, r) for r in ladder(spec, spec.endpoint("pfs"), ("sex",))}
    assert status["strata"] == "primary"
    assert status["set"] == "named in the protocol (SAP 1.0, simulated, 2021-02-01)"
    assert status["own"] == "chosen here"
    others = {s for id, s in status.items() if id not in ("strata", "set", "own")}
    assert others == {"post hoc"}


def test_a_secondary_endpoint_is_as_planned_and_never_primary():
    spec = demo_study("hipec-sox-demo").spec
    for endpoint in spec.endpoints[1:]:
        status = [status_of(Words(spec), rung) for rung in ladder(spec, endpoint)]
        assert status[0] == "as planned"
        assert "primary" not in status


def test_by_others_than_the_planned_patients_the_plan_comes_first_and_nothing_else_is_planned():
    spec = demo_study("hipec-sox-demo").spec
    rungs = ladder(spec, spec.endpoint("pfs"), planned=False)
    assert [r.id for r in rungs if r.primary] == ["as_planned"] == [rungs[0].id]
    assert [r.id for r in rungs if r.block == "planned"] == ["as_planned"]
    assert not any(r.named for r in rungs)


def test_without_any_odds_ratio_words_say_why_and_no_empty_picture_stands_there():
    shown = seen(RUNGS, "hipec-sox-demo", endpoint="conversion").draw()
    pictures = [block.id for block in shown.walk() if isinstance(block, Picture)]
    assert pictures == ["conversion-ladder"]
    words = [block.words for block in shown.walk() if isinstance(block, Text)]
    assert any("odds ratio" in w.lower() and "separate the answers" in w for w in words)
    there = seen(RUNGS, "hipec-sox-demo", endpoint="ascites_control").draw()
    assert [block.id for block in there.walk() if isinstance(block, Picture)][1:] == [
        "ascites_control-odds_ratio"
    ]
