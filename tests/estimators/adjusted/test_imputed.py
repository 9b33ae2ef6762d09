from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest

from outcomes.estimators.adjusted.imputed import imputed
from outcomes.estimators.survival.cox import cox
from outcomes.model.protocol import Covariate
from outcomes.wording import say
from tests.said import said
from tests.studies import make_cohort, nobody

AGE = Covariate("age", "Age", "continuous", adjust=True)
SEX = Covariate("sex", "Sex", "binary", adjust=True)
ECOG = Covariate("ecog", "ECOG", "ordinal", ("0", "1", "2", "3"), adjust=True)
ALL = ["age", "sex", "ecog"]
TEN = (list(range(1, 11)), [1] * 10)
AB = ["a", "b"] * 5
AGES = [50.0, 61.0, 47.0, 58.0, 66.0, 52.0, 71.0, 44.0, 63.0, 59.0]


def trial(seed, missing=0.3, n=200):
    """The same simulated trial complete, and with covariates missing completely at random."""
    rng = np.random.default_rng(seed)
    arm, age = rng.permutation(["a", "b"] * (n // 2)), rng.normal(size=n)
    sex = (rng.random(n) < 0.5).astype(float)
    ecog = np.clip(np.round(age / 2 + rng.normal(size=n) + 1), 0, 3).astype(int)
    risk = 0.6 * age + 0.4 * sex + 0.4 * ecog + log(0.6) * (arm == "b")
    life, gone = rng.exponential(10 * np.exp(-risk)), rng.uniform(2, 30, n)
    full = {"age": age.tolist(), "sex": sex.tolist(), "ecog": [str(e) for e in ecog]}
    part = {
        name: [None if lost else v for v, lost in zip(values, rng.random(n) < missing, strict=True)]
        for name, values in full.items()
    }
    time, event = np.minimum(life, gone).tolist(), (life <= gone).astype(int).tolist()

    def made(columns):
        return make_cohort(
            time, event, arm.tolist(), arms=["a", "b"], columns=columns,
            covariates=[AGE, SEX, ECOG],
        )  # fmt: skip

    return made(full), made(part)


def ratio(cohort, **options):
    return imputed(cohort, "os", **options).pick("hazard_ratio")


def test_nothing_missing_is_the_adjusted_model():
    full, _ = trial(1)
    found, adjusted = ratio(full), cox(full, "os", covariates=ALL).pick("hazard_ratio")
    assert (found.value, found.interval, found.p_value) == (
        adjusted.value, adjusted.interval, adjusted.p_value,
    )  # fmt: skip
    assert said(found.notes) == ("nothing missing: the adjusted Cox model itself",)
    assert (found.covariates, found.n) == (tuple(ALL), 200)


def test_missing_at_random_comes_near_the_complete_data_and_beats_complete_cases():
    # 15 trials of 200, a third of patients complete: mean log ratio of the full data -0.53.
    gaps, lost, wider = [], [], []
    for seed in range(15):
        full, part = trial(seed)
        truth = cox(full, "os", covariates=ALL).pick("hazard_ratio")
        found, cases = ratio(part), cox(part, "os", covariates=ALL).pick("hazard_ratio")
        gaps.append(log(found.value) - log(truth.value))
        lost.append(log(cases.value) - log(truth.value))
        wider.append(log(found.ci_high / found.ci_low) / log(truth.ci_high / truth.ci_low))
        assert found.n == 200
    assert np.mean(gaps) == pytest.approx(0.0, abs=0.05)
    assert np.std(gaps) < 0.5 * np.std(lost)
    assert 1.0 < np.mean(wider) < 1.3


def test_notes_count_what_was_imputed():
    _, part = trial(1)
    found = ratio(part)
    lost = {c: int(part.patients[c].isna().sum()) for c in ALL}
    incomplete = int(part.patients[ALL].isna().any(axis=1).sum())
    words = ", ".join(f"{c} {k}" for c, k in lost.items())
    assert said(found.notes)[0] == f"values imputed: {words}, in {incomplete} of 200 patients"
    assert said(found.notes)[-1].startswith("fraction of missing information 0.")
    assert "20 imputations, seed 1, Rubin's rules" in say(found.method)
    assert say(found.method).startswith("conditional: adjusted for age, sex, ecog")


def test_the_seed_decides():
    _, part = trial(2)
    assert ratio(part, m=3) == ratio(part, m=3)
    assert ratio(part, m=3).value != ratio(part, m=3, seed=2).value


def test_swapping_the_reference_inverts_the_ratio_nearly():
    # Not exactly: the indicator of the arm turns, so the same draws mean other patients.
    _, part = trial(3, missing=0.1)
    spec = part.study.spec
    arms = tuple(replace(a, reference=not a.reference) for a in spec.arms)
    swapped = type(part)(replace(part.study, spec=replace(spec, arms=arms)), "itt")
    assert log(ratio(part).value) == pytest.approx(-log(ratio(swapped).value), abs=0.03)


def test_one_value_missing_hardly_matters():
    full, _ = trial(4)
    columns = {c: full.patients[c].tolist() for c in ALL}
    columns["age"][0] = None
    data = full.timed("os")
    cohort = make_cohort(
        data.time.tolist(), data.event.tolist(), full.patients["arm"].tolist(),
        arms=["a", "b"], columns=columns, covariates=[AGE, SEX, ECOG],
    )  # fmt: skip
    assert ratio(cohort).value == pytest.approx(ratio(full).value, rel=0.02)
    assert "values imputed: age 1, in 1 of 200 patients" in said(ratio(cohort).notes)


def test_covariates_default_to_the_prespecified_then_the_key_ones():
    key = replace(AGE, adjust=False, key=True)
    cohort = make_cohort(*TEN, AB, columns={"age": AGES}, covariates=[key])
    assert ratio(cohort).covariates == ("age",)
    plain = ratio(make_cohort(*TEN, AB))
    assert plain.value == cox(make_cohort(*TEN, AB), "os").pick("hazard_ratio").value
    assert say(plain.method) == "no covariates"


def test_few_events_and_much_missing_are_said():
    cohort = make_cohort(*TEN, AB, columns={"age": [*AGES[:5], *[None] * 5]}, covariates=[AGE])
    found = ratio(cohort)
    assert said(found.notes)[0] == "few events: 10 for 2 parameters"
    assert not any("more than half" in note for note in said(found.notes))
    twelve = make_cohort(
        list(range(12)), [1] * 12, ["a", "b"] * 6,
        columns={"age": [*AGES[:5], *[None] * 7]}, covariates=[AGE],
    )  # fmt: skip
    assert "more than half of age imputed" in said(ratio(twelve).notes)


@pytest.mark.parametrize("ages", [[None] * 10, [*AGES[:4], *[None] * 6]])
def test_a_covariate_hardly_known_is_not_imputed(ages):
    found = ratio(make_cohort(*TEN, AB, columns={"age": ages}, covariates=[AGE]))
    assert found.value is None
    assert said(found.notes) == ("not estimable: age is known of fewer than 5 patients",)


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (nobody(*TEN, AB), "nobody"),
        (make_cohort(*TEN, ["a"] * 10, arms=["a", "b"]), "one arm only"),
        (make_cohort(TEN[0], [0] * 10, AB), "an arm without events"),
        (make_cohort([1] * 5 + [9] * 5, [1] * 10, ["a"] * 5 + ["b"] * 5), "runs to zero"),
        (make_cohort([1, 2, 3], [1, 1, 1], ["b", "a", "b"], arms=["a", "b"]), "fewer than 5"),
    ],
)
def test_what_cannot_be_estimated_is_a_note_not_a_number(cohort, words):
    found = ratio(cohort)
    assert found.value is found.interval is found.p_value is None
    assert words in said(found.notes)[0]


def test_arms_apart_stay_apart_when_imputed():
    cohort = make_cohort(
        [1] * 5 + [9] * 5, [1] * 10, ["a"] * 5 + ["b"] * 5,
        columns={"age": [*AGES[:9], None]}, covariates=[AGE],
    )  # fmt: skip
    found = ratio(cohort)
    assert found.value is None
    assert "in an imputed data set" in said(found.notes)[0]


def test_each_contrast_is_imputed_on_its_own_arms():
    arms = ["a", "b", "c"] * 10
    ages = [None, *np.random.default_rng(1).normal(size=29).tolist()]
    cohort = make_cohort(list(range(30)), [1] * 30, arms, columns={"age": ages}, covariates=[AGE])
    found = imputed(cohort, "os", m=3)
    assert [(e.group, e.n) for e in found.estimates] == [("b", 20), ("c", 20)]
    assert imputed(make_cohort(*TEN), "os").estimates == ()
    with pytest.raises(ValueError, match="at least 2"):
        imputed(cohort, "os", m=1)
