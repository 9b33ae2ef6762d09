"""What the questions about one cohort share is made once, and never shared with another cohort."""

import gc
from collections import Counter
from weakref import ref

import numpy as np
import pytest

from outcomes.estimators.base import caveats
from outcomes.estimators.survival import models
from outcomes.estimators.survival.cox import cox, proportional_hazards
from outcomes.estimators.survival.models import fit_of, models_of
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.protocol import Covariate
from tests.studies import make_cohort, make_study

STAGE = Covariate("stage", "Stage", "categorical", ("I", "II"))
AGE = Covariate("age", "Age", "continuous")
N = 60


def study(stage_unknown=0):
    rng = np.random.default_rng(11)
    stage = [None] * stage_unknown + ["I", "II"] * (N // 2)
    return make_study(
        rng.exponential(12, N).round(1) + 0.1,
        rng.random(N) < 0.7,
        ["a", "b", "b", "a"] * (N // 4),
        columns={"stage": stage[:N], "age": rng.normal(60, 9, N)},
        covariates=(STAGE, AGE),
    )


def ask_everything(cohort):
    cox(cohort, "os")
    proportional_hazards(cohort, "os")
    cox(cohort, "os", covariates=("stage",))
    cox(cohort, "os", covariates=("stage", "age"))
    cox(cohort, "os", strata=("stage",))


@pytest.fixture
def made(monkeypatch):
    """Count what is made of risk sets, fits and tests of proportionality."""
    counts = Counter()

    def counted(module, name):
        make = getattr(module, name)

        def counting(*given, **options):
            counts[name] += 1
            return make(*given, **options)

        monkeypatch.setattr(module, name, counting)

    counted(models, "risk_sets")
    counted(models, "on_risk_sets")
    counted(caveats, "proportionality")
    return counts


def test_each_model_of_a_cohort_is_fitted_once(made):
    cohort = Cohort(study(), "itt")
    for _ in range(2):
        ask_everything(cohort)
    # Alone, two adjusted, one stratified: of the same patients, who are sorted once per strata.
    assert made == {"risk_sets": 2, "on_risk_sets": 4, "proportionality": 4}


def test_in_other_patients_the_unadjusted_model_is_another(made):
    cohort = Cohort(study(stage_unknown=10), "itt")
    ask_everything(cohort)
    # Alone once more in those whose stage is known.
    assert made == {"risk_sets": 3, "on_risk_sets": 5, "proportionality": 5}
    everybody, known = cox(cohort, "os"), cox(cohort, "os", covariates=("stage",))
    alone = known.pick("hazard_ratio_same_patients")
    assert (everybody.pick("hazard_ratio").n, alone.n) == (N, N - 10)
    assert everybody.pick("hazard_ratio").value != alone.value
    only = cox(Cohort(cohort.study, "itt", (Filter("stage", "in", ("I", "II")),)), "os")
    assert alone.value == only.pick("hazard_ratio").value


@pytest.mark.parametrize("filters", [(), (Filter("stage", "in", ("I",)),)])
def test_two_cohorts_never_share_a_fit(made, filters):
    """Not even those of the same patients: what is made for one visitor goes with that visitor."""
    shared = study()
    fits = []
    for cohort in (Cohort(shared, "itt"), Cohort(shared, "itt", filters)):
        ((_, model),) = models_of(cohort, "os", (), ())
        fits.append(fit_of(cohort, model))
        assert fit_of(cohort, model) is fits[-1]
        assert fits[-1].n == cohort.n
    assert fits[0] is not fits[1]
    assert made["on_risk_sets"] == 2


def test_a_fit_goes_with_its_cohort():
    cohort = Cohort(study(), "itt")
    ask_everything(cohort)
    ((_, model),) = models_of(cohort, "os", (), ())
    gone = [ref(cohort), ref(fit_of(cohort, model))]
    del cohort, model
    gc.collect()
    assert [found() for found in gone] == [None, None]


def test_the_order_of_rows_is_no_part_of_the_answer():
    """Patients are counted in the order of their times, whatever that of the file."""
    given = study()
    shuffled = np.random.default_rng(3).permutation(N)
    rows, os = given.patients.iloc[shuffled], given.endpoints["os"]
    turned = make_cohort(
        os.time[shuffled], os.event[shuffled], list(rows["arm"]), arms=["a", "b"],
        columns={"stage": list(rows["stage"]), "age": list(rows["age"])}, covariates=(STAGE, AGE),
    )  # fmt: skip
    for options in ({}, {"covariates": ("stage", "age")}, {"strata": ("stage",)}):
        one, other = (cox(c, "os", **options) for c in (Cohort(given, "itt"), turned))
        for mine, theirs in zip(one.estimates, other.estimates, strict=True):
            assert mine.value == pytest.approx(theirs.value, rel=1e-12)
            assert (mine.n, mine.n_events, mine.notes) == (theirs.n, theirs.n_events, theirs.notes)
