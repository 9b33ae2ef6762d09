"""Published trials, every number of their gold.json (R 4.2.2, eight digits printed)."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from outcomes.kernel.cox.fit import cox
from outcomes.kernel.cox.proportionality import proportionality
from outcomes.kernel.curves.curve_values import quantiles, survival_at
from outcomes.kernel.curves.log_rank import log_rank
from outcomes.kernel.curves.product_limit import kaplan_meier, reverse_kaplan_meier
from outcomes.kernel.curves.rmst import restricted_mean, rmst_difference
from tests.kernel.conftest import assert_close, load_lung, load_veteran

DIGITS = 1e-7


def pbc(folder: Path) -> pd.DataFrame:
    d = csv("pbc_ascites")(folder).dropna(subset=["trt"])  # the randomised 312 of 418
    d["ascites"] = d["ascites"].astype(int)
    d["death"], d["deathortx"] = (d["status"] == 2).astype(int), (d["status"] > 0).astype(int)
    d["arm"] = d["trt"].map({1: "D-penicillamine", 2: "placebo"})
    d["log_bili"], d["log_protime"] = np.log(d["bili"]), np.log(d["protime"])
    return d


def csv(study: str):
    return lambda folder: pd.read_csv(folder / study / f"{study}.csv")


def smoking(folder: Path) -> pd.DataFrame:
    d = csv("smoking_cessation")(folder)
    return d.assign(male=(d["gender"] == "Male").astype(int))


def veteran_trial(folder: Path) -> pd.DataFrame:
    d = csv("veteran")(folder)
    return d.assign(arm=d["trt"].map({1: "standard", 2: "test"}))


def fire3(endpoint: str):
    def read(folder: Path) -> pd.DataFrame:
        d = csv("fire3")(folder)
        return d[d["endpoint"] == endpoint]

    return read


def adam(parameter: str):
    def read(folder: Path) -> pd.DataFrame:
        d = pd.read_csv(folder / "pharmaverse_adam" / "adtte_onco.csv")
        return d[d["PARAMCD"] == parameter].assign(ev=lambda f: 1 - f["CNSR"])

    return read


def wheel(name: str):
    """Data inside the lifelines and scikit-survival wheels, columns as in the gold file."""

    def read(_folder: Path) -> pd.DataFrame:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            from lifelines.datasets import load_gbsg2, load_larynx
            from sksurv.datasets import load_aids, load_whas500
        if name == "larynx":
            d = load_larynx()
            stage = d[["Stage_II", "Stage_III", "Stage_IV"]].to_numpy() @ [1, 2, 3]
            return d.assign(st=np.array(["I", "II", "III", "IV"])[stage.astype(int)])
        if name == "lung":
            d = load_lung()
            return d.assign(ev=d["status"], sexf=np.where(d["sex"] == 2, "female", "male"))
        if name == "gbsg2":
            return load_gbsg2()
        if name == "veteran":
            return load_veteran()
        x, y = load_whas500() if name == "whas500" else load_aids(endpoint="death")
        d = x.apply(pd.to_numeric).assign(time=y[y.dtype.names[1]], ev=y[y.dtype.names[0]])
        if name == "whas500":
            return d.assign(chff=np.where(d["chf"] == 1, "chf", "no"))
        return d.assign(txf=np.where(d["tx"] == 1, "tx1", "tx0"))

    return read


COLON = ["node4", "extent", "obstruct", "adhere", "sex", "age"]
FULL = ["ascites", "age", "log_bili", "albumin", "log_protime", "edema"]
# study, analysis: reader, time, event, arm, strata, covariates of the adjusted model
ANALYSES = {
    ("pbc_ascites", "OS_censor_tx"): (pbc, "time", "death", "arm", ["ascites"], ["ascites"]),
    ("pbc_ascites", "OS_censor_tx_adj_full"): (pbc, "time", "death", "arm", [], FULL),
    ("pbc_ascites", "by_ascites"): (pbc, "time", "death", "ascites", [], []),
    ("pbc_ascites", "TxFree"): (pbc, "time", "deathortx", "arm", [], ["ascites"]),
    **{
        ("colon", f"{name}_{arms}"): (csv("colon"), time, event, "rx", strata, COLON)
        for arms, strata in (("3arm", ["node4"]), ("Lev5FU_vs_Obs", ["node4", "extent"]))
        for name, time, event in (
            ("recurrence", "rec_time", "rec_status"),
            ("death", "death_time", "death_status"),
        )
    },
    ("colon", "rfs_Lev5FU_vs_Obs"): (csv("colon"), "rfs_time", "rfs_event", "rx", [], COLON),
    ("smoking_cessation", "TTR"): (
        smoking,
        "ttr",
        "relapse",
        "grp",
        ["ageGroup2"],
        ["age", "male"],
    ),
    ("veteran", "OS"): (veteran_trial, "time", "status", "arm", ["celltype"], []),
    ("veteran", "celltype"): (veteran_trial, "time", "status", "celltype", [], []),
    ("gastric_xelox", "PFS_weeks"): (csv("gastric_xelox"), "timeWeeks", "delta", None, [], []),
    ("fire3", "PFS"): (fire3("PFS"), "time", "event", "arm", [], []),
    ("fire3", "OS"): (fire3("OS"), "time", "event", "arm", [], []),
    **{
        ("pharmaverse_adam", p): (adam(p), "AVAL", "ev", "ARM", [], [])
        for p in ("OS", "PFS", "RSD")
    },
    ("wheel_datasets", "lifelines_larynx"): (wheel("larynx"), "time", "death", "st", [], ["age"]),
    ("wheel_datasets", "lifelines_lung"): (
        wheel("lung"),
        "time",
        "ev",
        "sexf",
        [],
        ["age", "ph.ecog"],
    ),
    ("wheel_datasets", "lifelines_gbsg2"): (
        wheel("gbsg2"),
        "time",
        "cens",
        "horTh",
        ["menostat"],
        ["age", "tsize", "pnodes"],
    ),
    ("wheel_datasets", "sksurv_veteran"): (
        wheel("veteran"),
        "time",
        "ev",
        "Treatment",
        ["Celltype"],
        ["Karnofsky_score"],
    ),
    ("wheel_datasets", "sksurv_whas500"): (
        wheel("whas500"),
        "time",
        "ev",
        "chff",
        [],
        ["age", "sho"],
    ),
    ("wheel_datasets", "sksurv_aids_death"): (
        wheel("aids"),
        "time",
        "ev",
        "txf",
        ["strat2"],
        ["cd4", "age"],
    ),
}


@pytest.fixture(params=sorted(ANALYSES), ids="-".join)
def trial(request, gold):
    """One analysis: its reference numbers, and its data with time, event and arm columns."""
    study, analysis = request.param
    read, time, event, arm, strata, covariates = ANALYSES[request.param]
    want = json.loads((gold / "real" / study / "gold.json").read_text())[analysis]
    data = read(gold / "real").reset_index(drop=True)
    data = data.assign(T=data[time].astype(float), E=data[event].astype(int))
    if arm is not None:
        data["A"] = data[arm].astype(str)
        data = data[data["A"].isin(list(want["by_arm"]))]
    return want, data, strata, covariates


def check_curve(want, data):
    time, event = data["T"], data["E"]
    assert (len(data), event.sum()) == (want["n"], want["events"])
    for ci_type, suffix in (("log-log", "loglog"), ("plain", "plain"), ("log", "log")):
        curve = kaplan_meier(time, event, ci_type=ci_type)
        for q, name in zip(quantiles(curve), ("q25", "median", "q75"), strict=True):
            if q.time == q.ci_low == q.ci_high == np.inf and f"{name}_{suffix}" not in want:
                continue
            expected = want[f"{name}_{suffix}"]
            expected = [expected[k] for k in ("est", "lower", "upper")]
            found = [None if v in (np.inf, None) else v for v in (q.time, q.ci_low, q.ci_high)]
            assert_close(found, expected, rel=DIGITS)
        for row in want["landmarks"]:
            at = survival_at(curve, row["time"])[0]
            assert at.beyond == (row["beyond_followup"] and curve.survival[-1] > 0)
            assert (at.survival is None) == at.beyond
            assert at.n_at_risk == row["n_risk"]
            limits = row[f"ci_{suffix}"]
            found = [at.survival, at.ci_low, at.ci_high]
            expected = [row["surv"], limits["lower"], limits["upper"]]
            if not row["beyond_followup"]:
                assert_close(found, expected, rel=DIGITS)
                assert_close(at.std_err, row["se"], rel=DIGITS)
    follow_up = quantiles(reverse_kaplan_meier(time, event), (0.5,))[0].time
    expected = want["followup_reverseKM_median_loglog"]["est"]
    assert_close(None if follow_up == np.inf else follow_up, expected, rel=DIGITS)
    if "rmst" in want and not want["rmst"]["extrapolated"]:
        mean = restricted_mean(kaplan_meier(time, event), want["rmst"]["tau"])
        expected = [want["rmst"][k] for k in ("rmst", "se", "lower", "upper")]
        assert_close([mean.value, mean.std_err, mean.ci_low, mean.ci_high], expected, rel=DIGITS)


def arms_of(want):
    return list(want.get("by_arm", {}))


def dummies(want, data):
    """One column per arm but the reference, in R's order of levels."""
    others = [a for a in arms_of(want) if a != want["reference"]]
    return np.column_stack([(data["A"] == a).astype(float) for a in others])


def check_model(want, fit):
    assert_close([t["coef"] for t in want["terms"]], fit.coefficients, rel=DIGITS)
    assert_close([t["se"] for t in want["terms"]], fit.std_err, rel=DIGITS)
    if "loglik" in want:
        found = [fit.log_likelihood_null, fit.log_likelihood]
        assert_close(found, want["loglik"], rel=DIGITS)
        assert_close(fit.likelihood_ratio_test.statistic, want["lr_chisq"], rel=1e-6)


def test_curves(trial):
    want, data, _, _ = trial
    check_curve(want["overall"], data)
    for arm in arms_of(want):
        check_curve(want["by_arm"][arm], data[data["A"] == arm])


def test_log_rank(trial):
    want, data, strata, _ = trial
    if "logrank" not in want:
        pytest.skip("one arm")
    for key, weight in (("logrank", (0, 0)), ("peto_peto_rho1", (1, 0))):
        found = log_rank(data["T"], data["E"], data["A"], weight=weight)
        order = [found.groups.index(g) for g in want[key]["groups"]]
        assert_close(found.statistic, want[key]["chisq"], rel=1e-6)
        assert_close([found.observed[i] for i in order], want[key]["observed"], rel=DIGITS)
        assert_close([found.expected[i] for i in order], want[key]["expected"], rel=DIGITS)
    if strata:
        data = data.dropna(subset=strata)
        label = data[strata].astype(str).agg("|".join, axis=1)
        found = log_rank(data["T"], data["E"], data["A"], strata=label)
        assert_close(found.statistic, want["logrank_stratified"]["chisq"], rel=1e-6)


def test_cox(trial):
    want, data, strata, covariates = trial
    arm_without_events = any(v["events"] == 0 for v in want.get("by_arm", {}).values())
    if "cox_unadjusted" not in want or arm_without_events:
        pytest.skip("no hazard ratio to compare")
    x = dummies(want, data)
    fit = cox(data["T"], data["E"], x)
    check_model(want["cox_unadjusted"], fit)
    breslow = cox(data["T"], data["E"], x, ties="breslow")
    check_model(want["cox_unadjusted_breslow"], breslow)
    test = proportionality(fit, terms=(tuple(range(x.shape[1])),)).overall
    expected = want["cox_unadjusted"]["zph"][-1]["chisq"]
    assert_close(test.statistic, expected, rel=1e-6)
    if strata and "cox_stratified" in want:
        kept = data.dropna(subset=strata)
        label = kept[strata].astype(str).agg("|".join, axis=1)
        fit = cox(kept["T"], kept["E"], dummies(want, kept), strata=label)
        check_model(want["cox_stratified"], fit)
    if covariates:
        kept = data.dropna(subset=covariates)
        x = np.column_stack((dummies(want, kept), kept[covariates]))
        check_model(want["cox_adjusted"], cox(kept["T"], kept["E"], x))


def test_rmst_difference(trial):
    want, data, _, _ = trial
    if "rmst_difference" not in want:
        pytest.skip("not two arms")
    expected = want["rmst_difference"]
    reference, other = want["reference"], next(a for a in arms_of(want) if a != want["reference"])
    means = [
        restricted_mean(
            kaplan_meier(data["T"][data["A"] == a], data["E"][data["A"] == a]), expected["tau"]
        )
        for a in (other, reference)
    ]
    found = rmst_difference(*means)
    # The reference subtracts means that were printed with eight digits.
    values = [found.value, found.std_err, found.ci_low, found.ci_high]
    assert_close(
        values,
        [expected[k] for k in ("est", "se", "lower", "upper")],
        rel=DIGITS,
        absolute=DIGITS * expected["tau"],
    )
    assert_close(found.p_value, expected["p"], rel=1e-4)


def test_trial_without_events_in_an_arm_has_no_hazard_ratio(gold):
    data = adam("OS")(gold / "real")
    x = np.column_stack([(data["ARM"] == a).astype(float) for a in sorted(set(data["ARM"]))[1:]])
    assert cox(data["AVAL"], data["ev"], x).status != "converged"
