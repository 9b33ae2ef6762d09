"""Standard errors by influence function against the bootstrap: ``python -m bench bootstrap``.

The breast cancer trial GBSG2 (686 patients, from scikit-survival), the lung cancer data of
lifelines (227), and a demo study, in which single levels of a covariate hold very few patients.
"""

from collections.abc import Callable, Sequence
from functools import partial
from math import sqrt
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

import numpy as np
from lifelines.datasets import load_lung
from sksurv.datasets import load_gbsg2
from threadpoolctl import threadpool_limits

from outcomes.estimators.base.design import contrasts_of, terms_of, timed
from outcomes.intake.load import load_study
from outcomes.kernel.causal.doubly_robust import augmented_survival
from outcomes.kernel.causal.nuisance import fit_nuisance
from outcomes.kernel.causal.propensity import (
    Effect,
    propensity,
    risk_difference,
    weight_slopes,
    weighted_risks,
    weights_of,
    with_model,
)
from outcomes.kernel.causal.standardization import standardize
from outcomes.kernel.cox.fit import cox
from outcomes.model.cohort import Cohort

SAMPLES = 1_000
DEMO = Path(__file__).parents[2] / "data" / "hipec-sox-demo"


class Data(NamedTuple):
    """Patients of two arms, and the times at which they are compared.

    ``success`` is followed beyond ``at`` without an event: it only needs to be a yes or no.
    """

    name: str
    time: np.ndarray
    event: np.ndarray
    arm: np.ndarray
    x: np.ndarray
    at: float
    tau: float

    @property
    def success(self) -> np.ndarray:
        return (self.time > self.at).astype(float)


def standardized_survival(data: Data) -> Effect:
    """Difference of survival standardized over the covariates."""
    model = cox(data.time, data.event, np.column_stack([data.arm, data.x]))
    gap = standardize(model, times=[data.at]).survival.difference(0)
    return Effect(gap.value, gap.std_err)


def standardized_mean(data: Data) -> Effect:
    """Difference of restricted means standardized over the covariates."""
    model = cox(data.time, data.event, np.column_stack([data.arm, data.x]))
    found = standardize(model, tau=data.tau).restricted_mean
    assert found
    gap = found.difference(0)
    return Effect(gap.value, gap.std_err)


def doubly_robust(data: Data) -> Effect:
    """Difference of survival by AIPTW."""
    models = fit_nuisance(data.time, data.event, data.arm, data.x)
    gap = augmented_survival(models, [data.at]).difference(0)
    return Effect(gap.value, gap.std_err)


def weighted_risk(data: Data, *, estimated: bool) -> Effect:
    """Hájek's difference of proportions, the propensity counted as estimated or as known."""
    model = propensity(data.arm, data.x)
    weights = weights_of(model.chance, data.arm)
    risks = weighted_risks(data.success, data.arm, weights)
    if estimated:
        risks = with_model(risks, model, weight_slopes(model.chance, data.arm, "ate") / weights)
    return risk_difference(risks)


ESTIMATORS: dict[str, Callable[[Data], Effect]] = {
    "survival difference, standardized": standardized_survival,
    "RMST difference, standardized": standardized_mean,
    "survival difference, AIPTW": doubly_robust,
    "weighted risk difference (Hájek), propensity estimated": partial(
        weighted_risk, estimated=True
    ),
    "the same, weights held fixed": partial(weighted_risk, estimated=False),
}


def demo() -> Data:
    """Complete cases of the simulated randomized study, with its prespecified covariates."""
    study = load_study(DEMO)
    cohort = Cohort(study, study.spec.default_population.id)
    found = timed(cohort, "os")
    terms = terms_of(cohort, study.spec.adjustment_set, found.rows)
    rows = terms.complete
    (contrast,) = contrasts_of(cohort, found.arm)
    event = (found.event[rows] == 1).astype(float)
    time, arm = found.time[rows], contrast.in_arm[rows]
    return Data("hipec-sox-demo", time, event, arm, terms.matrix[rows], 12.0, 18.0)


def gbsg2() -> Data:
    """Relapse-free survival by hormonal therapy, adjusted for age, size, nodes, progesterone."""
    x, y = load_gbsg2()
    columns = [x["age"], x["tsize"], np.log1p(x["pnodes"]), np.log1p(x["progrec"])]
    matrix = np.column_stack(columns).astype(float)
    arm = (x["horTh"] == "yes").to_numpy(float)
    return Data("GBSG2", y["time"], y["cens"].astype(float), arm, matrix, 1000.0, 1500.0)


def lung() -> Data:
    """Death in the NCCTG lung cancer data (from lifelines), women against men."""
    known = load_lung()[["time", "status", "age", "sex", "ph.ecog"]].dropna()
    matrix = known[["age", "ph.ecog"]].to_numpy(float)
    arm = (known["sex"] == 2).to_numpy(float)
    return Data("lung", known["time"].to_numpy(float), known["status"].to_numpy(float), arm,
                matrix, 365.0, 600.0)  # fmt: skip


def resampled(data: Data, seed: int) -> list[float]:
    """Estimate everything in one sample of the patients with replacement; nan where it fails."""
    rows = np.random.default_rng(seed).integers(0, len(data.time), len(data.time))
    arrays = (v[rows] if isinstance(v, np.ndarray) else v for v in data)
    sample = Data(*arrays)
    varies = np.ptp(sample.x, axis=0) > 0  # as the estimators drop a level nobody has
    sample = sample._replace(x=sample.x[:, varies])
    return [_value(estimate, sample) for estimate in ESTIMATORS.values()]


def _value(estimate: Callable[[Data], Effect], sample: Data) -> float:
    try:
        found = estimate(sample).value
    except np.linalg.LinAlgError:  # a level that this sample lacks
        return float("nan")
    return float("nan") if found is None else found


def main(arguments: Sequence[str] = ()) -> int:
    """Print the ratio of both standard errors for each estimator and data set."""
    n = int(arguments[0]) if arguments else SAMPLES
    print(f"{n} bootstrap samples; Monte-Carlo error of each ratio {100 / sqrt(2 * n):.1f} %\n")
    print("| data | estimator | SE by influence | SE by bootstrap | ratio | failed |")
    print("|---|---|---|---|---|---|")
    for data in (gbsg2(), lung(), demo()):
        with threadpool_limits(1), Pool(2) as pool:
            tasks = [(data, seed) for seed in range(n)]
            found = np.array(pool.starmap(resampled, tasks, chunksize=25))
        for (name, estimate), values in zip(ESTIMATORS.items(), found.T, strict=True):
            known = values[~np.isnan(values)]
            ours, theirs = estimate(data).std_err or 0.0, float(known.std(ddof=1))
            cells = f"{ours:.4g} | {theirs:.4g} | {ours / theirs:.3f} | {len(values) - len(known)}"
            print(f"| {data.name}, n = {len(data.time)} | {name} | {cells} |", flush=True)
    return 0
