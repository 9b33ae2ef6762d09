"""Simulated trials recover what was put in, and the demo tells what it is there to tell."""

from collections.abc import Iterator
from datetime import date
from math import exp, log

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter

from outcomes.simulate import (
    ASCITES_LEVELS,
    BALANCED_MIX,
    simulate_trial,
)
from outcomes.simulate.randomised import TRUTH
from outcomes.simulate.screening import Exclusion, screening_log
from outcomes.simulate.tables import Tables
from tests.simulate.order import CUTOFF


def hazard_ratio(table: pd.DataFrame, *covariates: str) -> tuple[float, float, float]:
    """Cox hazard ratio of ``experimental`` with its 95 % interval, by lifelines."""
    design = table[["time", "event", "experimental"]].astype(float)
    for covariate in covariates:
        for level in ASCITES_LEVELS[1:]:
            design[level] = (table[covariate] == level).astype(float)
    row = CoxPHFitter().fit(design, "time", "event").summary.loc["experimental"]
    return tuple(row[["exp(coef)", "exp(coef) lower 95%", "exp(coef) upper 95%"]])


def known(n_trials: int, **options: object) -> Iterator[pd.DataFrame]:
    for seed in range(n_trials):
        table = simulate_trial(2000, seed, **options)
        yield table.assign(experimental=table["arm"] == "experimental")


def overall_survival(tables: Tables) -> pd.DataFrame:
    p = tables["patients"]
    days = (
        pd.to_datetime(p["last_contact_date"]) - pd.to_datetime(p["randomisation_date"])
    ).dt.days
    return pd.DataFrame(
        {
            "time": days,
            "event": p["death_date"].notna(),
            "experimental": p["arm"] == "HIPEC + SOX",
            "ascites_category": p["ascites_category"],
        }
    )


def progression_free_survival(tables: Tables) -> pd.DataFrame:
    p = tables["patients"]
    end = p["progression_date"].fillna(p["death_date"])
    last = end.fillna(p["last_assessment_date"]).fillna(p["randomisation_date"])
    days = (pd.to_datetime(last) - pd.to_datetime(p["randomisation_date"])).dt.days
    return overall_survival(tables).assign(time=days.clip(lower=1), event=end.notna())


# --- known truth ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_adjusted_hazard_ratio_is_recovered() -> None:
    found = np.array([hazard_ratio(t, "ascites_category") for t in known(40)])
    # Standard error of one log ratio is about 0.05 (1600 events), of the mean of 40 about 0.008.
    assert np.log(found[:, 0]).mean() == pytest.approx(log(0.59), abs=0.025)
    covered = (found[:, 1] < 0.59) & (found[:, 2] > 0.59)
    assert covered.sum() >= 34  # 38 expected; fewer than 34 has probability 0.01


def test_imbalance_hides_part_of_the_effect() -> None:
    imbalanced = exp(np.mean([log(hazard_ratio(t)[0]) for t in known(10)]))
    balanced = exp(np.mean([log(hazard_ratio(t)[0]) for t in known(10, ascites_mix=BALANCED_MIX)]))
    assert imbalanced == pytest.approx(0.74, abs=0.03)
    assert 0.59 + 0.02 < balanced < imbalanced - 0.05


def test_no_effect_is_no_effect() -> None:
    found = [log(hazard_ratio(t, "ascites_category")[0]) for t in known(10, log_hr=0.0)]
    assert np.mean(found) == pytest.approx(0.0, abs=0.05)


def test_the_median_is_the_one_asked_for() -> None:
    trial = simulate_trial(
        40_000, 1, log_hr=0.0, ascites_log_hr=(0, 0, 0, 0), median_months=12.0, shape=1.4,
        follow_up_months=60.0,
    )  # fmt: skip
    assert (trial["time"] <= 12.0).mean() == pytest.approx(0.5, abs=0.01)


def test_allocation_losses_and_seed() -> None:
    table = simulate_trial(300, 7, allocation=(1, 2), loss_per_month=0.05)
    assert (table["arm"] == "experimental").sum() == 200
    assert table["event"].sum() < simulate_trial(300, 7, allocation=(1, 2))["event"].sum()
    pd.testing.assert_frame_equal(
        table, simulate_trial(300, 7, allocation=(1, 2), loss_per_month=0.05)
    )
    assert not table["time"].equals(simulate_trial(300, 8, loss_per_month=0.05)["time"])
    assert table["patient_id"].iloc[0] == "001"


# --- the demo trial ------------------------------------------------------------------------------


def test_the_demo_shows_the_pair(trial: Tables) -> None:
    unadjusted = hazard_ratio(overall_survival(trial))
    adjusted = hazard_ratio(overall_survival(trial), "ascites_category")
    assert unadjusted[0] == pytest.approx(0.72, abs=0.01)
    assert 1.0 < unadjusted[2] < 1.06
    assert adjusted[0] == pytest.approx(TRUTH["hazard_ratio"], abs=0.01)
    assert adjusted[2] < 0.9


def test_the_primary_endpoint_shows_it_too(trial: Tables) -> None:
    unadjusted = hazard_ratio(progression_free_survival(trial))
    adjusted = hazard_ratio(progression_free_survival(trial), "ascites_category")
    assert 1.0 < unadjusted[2] < 1.06
    assert adjusted[0] < unadjusted[0] - 0.1
    assert adjusted[2] < 0.9


def test_ascites_is_imbalanced(trial: Tables) -> None:
    p = trial["patients"]
    share = p["ascites_category"].ne("none").groupby(p["arm"]).mean()
    assert share["HIPEC + SOX"] > share["SOX"] + 0.1


def test_consort_numbers_add_up(trial: Tables) -> None:
    log, p = trial["screening"], trial["patients"]
    entered = log[log["randomised"] == "Y"]
    assert len(p) == len(entered) == 164
    assert log.loc[log["randomised"] == "N", "exclusion_reason"].notna().all()
    assert entered["exclusion_reason"].isna().all()
    arms = entered.set_index("patient_id")["arm"]
    assert arms.sort_index().equals(p.set_index("patient_id")["arm"].rename("arm"))
    not_received = entered["received_allocated"] == "N"
    differs = p.set_index("patient_id")["arm"] != p.set_index("patient_id")["arm_actual"]
    assert set(entered.loc[not_received, "patient_id"]) == set(differs[differs].index)
    assert entered["not_received_reason"].notna().equals(not_received)
    assert entered["discontinued_reason"].notna().equals(entered["discontinued"] == "Y")
    assert (entered["lost"] == "Y").sum() == (p["status"] == "lost").sum() > 0


def test_it_is_as_untidy_as_a_real_trial(trial: Tables) -> None:
    p = trial["patients"]
    assert p["arm"].value_counts().between(78, 86).all()
    missing = p[["ecog", "lauren", "pci", "albumin", "her2"]].isna().mean()
    assert missing.between(0.005, 0.08).all()
    assert p["ascites_category"].notna().all()
    early = p["death_date"].notna() & p["last_assessment_date"].isna()
    assert early.sum() >= 1
    assert 1 <= (p["last_contact_date"] == CUTOFF).sum() < 0.3 * len(p)
    assert progression_free_survival(trial)["time"].duplicated().sum() > 50
    assert set(p["status"]) == {"alive", "dead", "lost", "withdrawn"}
    months = pd.to_datetime(p["randomisation_date"])
    assert (months.max() - months.min()).days > 700


def test_hipec_is_given_warm_and_only_to_those_who_received_it(trial: Tables) -> None:
    given = trial["treatment"].query("type == 'HIPEC'")
    p = trial["patients"].set_index("patient_id")
    assert set(p.loc[given["patient_id"].unique(), "arm_actual"]) == {"HIPEC + SOX"}
    assert given["temperature_in_c"].between(42.0, 44.0).all()
    assert (given["temperature_out_c"] < given["temperature_in_c"]).all()


def test_conversion_means_resection(trial: Tables) -> None:
    operated = trial["surgery"]
    assert operated["r_status"].notna().equals(operated["resected"] == "Y")
    assert (operated["intent"] == "conversion").equals(operated["resected"] == "Y")
    first = operated.groupby("patient_id")["intent"].first()
    assert set(first) == {"second_look"}
    rate = operated.query("intent == 'conversion'")["patient_id"].nunique() / 164
    assert 0.15 < rate < 0.45


def test_the_screening_log_is_in_order() -> None:
    entered = [{"screening_date": date(2024, 5, 1), "patient_id": "001", "randomised": "Y"}]
    span = (date(2024, 1, 1), date(2024, 12, 31))
    log = screening_log(entered, [Exclusion("ECOG above 2", 5)], span, np.random.default_rng(1))
    assert [row["screening_no"] for row in log] == [f"S{i:03d}" for i in range(1, 7)]
    dates = [row["screening_date"] for row in log]
    assert dates == sorted(dates)
    assert [row["randomised"] for row in log].count("N") == 5
