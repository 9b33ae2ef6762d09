"""Survival after conversion: a real trial through a study folder, and simulations with a truth."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from outcomes.estimators.proportions.rates import proportion
from outcomes.estimators.surgery.incidence import conversion_incidence
from outcomes.estimators.surgery.landmark import landmark_cox, time_dependent_cox
from outcomes.estimators.surgery.steps import conversion_ladder
from outcomes.estimators.surgery.survival import landmark_groups, naive_comparison
from outcomes.intake.derive.endpoints.further.made import with_further_endpoints
from outcomes.intake.load import load_study
from outcomes.kernel.cox.fit import cox
from outcomes.kernel.cox.time_dependent import exposure_intervals
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import ConversionRules
from tests.said import said
from tests.studies import make_study

DAY = pd.Timestamp("2015-01-01")
MONTH = 365.25 / 12

STANFORD = """
[study]
id = "heart"
title = "Stanford heart"
design = "single_arm"
workbook = "data"
time_unit = "days"
data_cutoff = 1974-04-01
[[endpoint]]
id = "os"
label = "Death"
kind = "time_to_event"
time = "futime"
event_column = "fustat"
unit = "days"
[[endpoint]]
id = "transplant"
label = "Transplant"
kind = "proportion"
success = "transplant"
[columns]
"patients.randomisation_date" = "accept.dt"
"patients.last_contact_date" = "fu.date"
"patients.surgery_date" = "tx.date"
"patients.prior_surgery" = "surgery"
"""


@pytest.fixture
def heart(gold, tmp_path):
    folder = tmp_path / "heart"
    (folder / "data").mkdir(parents=True)
    (folder / "study.toml").write_text(STANFORD, encoding="utf-8")
    wanted = gold / "real" / "stanford_heart" / "stanford_heart.csv"
    frame = pd.read_csv(wanted, dtype=str)
    kept = ["accept.dt", "tx.date", "fu.date", "fustat", "surgery", "age", "futime", "transplant"]
    frame = frame[kept]
    frame.insert(0, "patient_id", [f"H{i:03}" for i in range(len(frame))])
    frame.to_csv(folder / "data" / "patients.csv", index=False)
    return Cohort(load_study(folder), "all")


# R 4.2.2, survival 3.5-3, jasa and heart:
# binom.test(69, 103)$conf.int: 0.5703 0.7594
# coxph(Surv(futime, fustat) ~ transplant, jasa): 0.266
# coxph(Surv(start, stop, event) ~ transplant, heart): 1.1355773 (0.62933939-2.0490307)
# d <- subset(jasa, futime > 30); coxph(Surv(futime - 30, fustat) ~ (wait.time <= 30)):
# 0.91504587 (0.52698912-1.5888543)
def test_stanford_through_a_study_folder(heart):
    rung = next(e for e in conversion_ladder(heart).estimates if e.covariates == ("resected",))
    assert (rung.n_events, rung.n) == (69, 103)
    assert (rung.value, rung.ci_low, rung.ci_high) == pytest.approx((0.670, 0.570, 0.759), abs=5e-4)
    naive = naive_comparison(heart, "os").pick("hazard_ratio")
    assert naive.value == pytest.approx(0.266, abs=5e-4)
    assert naive.p_value is None
    honest = time_dependent_cox(heart, "os").pick("hazard_ratio")
    found = (honest.value, honest.ci_low, honest.ci_high)
    assert found == pytest.approx((1.1355773, 0.62933939, 2.0490307), rel=1e-6)
    late = landmark_groups(heart, "os", at=30 / MONTH)
    ratio = late.pick("hazard_ratio")
    found = (ratio.value, ratio.ci_low, ratio.ci_high)
    assert found == pytest.approx((0.91504587, 0.52698912, 1.5888543), rel=1e-6)
    counts = {q: late.pick(q).value for q in ("n_excluded_event", "n_excluded_end", "n_later")}
    assert counts == {"n_excluded_event": 23, "n_excluded_end": 2, "n_later": 28}
    # table(d$wait.time <= 30, useNA = "ifany"): 35 transplanted by day 30, 43 not
    groups = {c.group: c.n_at_risk[0] for c in late.curves}
    assert groups == {"no_conversion": 43, "conversion": 35}
    assert late.pick("median", "conversion").n == 35


def test_the_endpoint_of_the_results_table_has_the_same_denominator(heart):
    same = proportion(heart, "transplant").pick("proportion")
    assert (same.n_events, same.n) == (69, 103)


def dated(months):
    days = np.round(np.asarray(months) * MONTH)
    return pd.Series([DAY + pd.Timedelta(days=d) if d == d else pd.NaT for d in days])


def simulated(n=8000, *, selection=0.0, frailty=0.0, effect=1.0, seed=4):
    """Exponential survival of median 14 months; surgery at about 5.5 months if one lives so long.

    ``selection``: how much more often fitter patients are chosen (log odds per SD of fitness);
    ``frailty``: log hazard per SD; ``effect``: hazard ratio of surgery. Returns cohort and fitness.
    """
    rng = np.random.default_rng(seed)
    fitness = rng.normal(size=n)
    death = rng.exponential(14 / np.log(2), n) * np.exp(frailty * fitness)
    chosen = rng.random(n) < 1 / (1 + np.exp(-np.log(0.77 / 0.23) - selection * fitness))
    surgery = np.where(chosen, 5.5 * np.exp(0.5 * rng.normal(size=n)), np.nan)
    operated = surgery < death
    death = np.where(operated, surgery + (death - surgery) / effect, death)
    end = rng.uniform(18, 60, n)
    time = np.minimum(death, end)
    surgery = np.where(surgery < time, surgery, np.nan)
    study = make_study(
        time.tolist(), (death <= end).astype(float).tolist(), origin="randomisation_date",
        columns={"randomisation_date": [DAY] * n, "conversion_date": dated(surgery)},
    )  # fmt: skip
    spec = replace(study.spec, conversion=ConversionRules(landmarks=(4.0, 6.0, 9.0)))
    return Cohort(replace(study, spec=spec), "itt"), fitness


def ratios(cohort):
    landmarks = [e.value for e in landmark_cox(cohort, "os").all("hazard_ratio")]
    naive = naive_comparison(cohort, "os")
    medians = [naive.pick("median", g).value for g in ("conversion", "no_conversion")]
    honest = time_dependent_cox(cohort, "os").pick("hazard_ratio").value
    return naive.pick("hazard_ratio").value, honest, landmarks, medians


def test_surgery_that_does_nothing_looks_like_a_hazard_ratio_of_0_43():
    naive, honest, (_, at6, at9), medians = ratios(simulated()[0])
    assert naive == pytest.approx(0.43, abs=0.04)
    assert honest == pytest.approx(1.0, abs=0.06)
    assert (at6, at9) == pytest.approx((0.98, 1.0), abs=0.07)
    assert medians == pytest.approx((20.1, 5.5), abs=1.0)


def test_time_dependence_removes_immortal_time_but_not_selection():
    cohort, fitness = simulated(selection=1.1, frailty=0.65)
    naive, honest, (_, at6, at9), medians = ratios(cohort)
    assert naive == pytest.approx(0.31, abs=0.04)
    assert honest == pytest.approx(0.73, abs=0.05)
    assert (at6, at9) == pytest.approx((0.82, 0.77), abs=0.06)
    assert medians == pytest.approx((22.5, 4.9), abs=1.5)
    data = cohort.timed("os")
    days = (cohort.patients["conversion_date"] - DAY).dt.days.to_numpy(float)
    rows = exposure_intervals(data.time, data.event, days / MONTH)
    both = np.column_stack((rows.exposed, fitness[rows.patient]))
    adjusted = cox(rows.stop, rows.event, both, entry=rows.start)
    assert np.exp(adjusted.coefficients[0]) == pytest.approx(1.0, abs=0.07)


def test_an_early_landmark_draws_a_real_effect_towards_1():
    naive, honest, (_, at6, at9), _ = ratios(simulated(effect=0.7)[0])
    assert naive == pytest.approx(0.32, abs=0.04)
    assert honest == pytest.approx(0.70, abs=0.05)
    assert at6 > at9 > honest - 0.03
    assert (at6, at9) == pytest.approx((0.83, 0.74), abs=0.06)


def test_one_minus_kaplan_meier_doubles_the_conversion_rate():
    # Constant rates 0.087 of surgery and 0.183 of death a month: 30.9 % are operated on by 12
    # months, and 1 - exp(-12 x 0.087) = 64.8 % would be if nobody died.
    rng, n = np.random.default_rng(9), 4000
    surgery, death = rng.exponential(1 / 0.087, n), rng.exponential(1 / 0.183, n)
    last = np.minimum(death, rng.uniform(10, 40, n))
    study = make_study(
        last.tolist(), (death <= last).astype(float).tolist(),
        columns={
            "randomisation_date": [DAY] * n,
            "conversion_date": dated(np.where(surgery < last, surgery, np.nan)),
            "death_date": dated(np.where(death <= last, death, np.nan)),
            "last_contact_date": dated(last),
        },
    )  # fmt: skip
    cohort = Cohort(with_further_endpoints(study), "itt")
    rate = 0.087 + 0.183
    truth = 0.087 / rate * (1 - np.exp(-12 * rate))
    assert truth == pytest.approx(0.309, abs=0.002)
    found, wrong = (
        conversion_incidence(cohort, naive=naive).pick("cumulative_incidence", "all", 12.0).value
        for naive in (False, True)
    )
    assert found == pytest.approx(truth, abs=0.025)
    assert wrong == pytest.approx(0.648, abs=0.035)


def test_without_surgery_dates_nothing_is_estimated():
    cohort = Cohort(make_study([1.0, 2.0, 3.0], [1, 1, 0]), "itt")
    for found in (naive_comparison(cohort, "os"), landmark_groups(cohort, "os", at=1.0)):
        assert found.estimates == ()
        assert said(found.notes)[0].startswith("not estimated")
