"""Do the intervals hold the truth? ``python -m bench coverage [trials]``.

Trials like PHOENIX-GC are simulated with a known effect, once with ascites left to chance and once
with more of it in the experimental arm by construction, and every row of the sensitivity ladder is
held to its own truth: conditional rows to the hazard ratio that was put in, marginal rows to the
effect in arms that are alike.
"""

from collections.abc import Callable, Sequence
from math import exp, log, sqrt
from multiprocessing import Pool
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest
from threadpoolctl import threadpool_limits

from bench.proofs.cohorts import simulated_cohort
from outcomes.estimators.adjusted.doubly_robust import doubly_robust
from outcomes.estimators.adjusted.log_rank import adjusted_log_rank
from outcomes.estimators.adjusted.standardized import standardized
from outcomes.estimators.adjusted.weighting import weighting
from outcomes.estimators.survival.cox import cox
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.model.cohort import Cohort
from outcomes.results.result import Estimate, Result
from outcomes.simulate import BALANCED_MIX, HONDA_LOG_HR, IMBALANCED_MIX, simulate_trial

N, TRIALS, LARGE = 164, 200, 400_000
HAZARD_RATIO, MEDIAN = 0.59, 16.0
AT, TAU = 12.0, 18.0
KEY = ("ascites_category",)
Z = 1.959964
Mix = tuple[Sequence[float], Sequence[float]]


class Scenario(NamedTuple):
    """How ascites is spread over the arms: reference, experimental."""

    name: str
    mix: Mix


class Held(NamedTuple):
    """A row of the ladder: its number, and the name of the truth it is held to."""

    name: str
    truth: str
    ask: Callable[[Cohort], Estimate | None]


class Trial(NamedTuple):
    """Value and half width of the interval of each row (log scale for ratios); nan = no number."""

    value: np.ndarray
    reach: np.ndarray


SCENARIOS = (
    Scenario("ascites left to chance", BALANCED_MIX),
    Scenario("more ascites in the experimental arm by construction", IMBALANCED_MIX),
)


def _ratio(result: Result) -> Estimate | None:
    return result.pick("hazard_ratio")


ROWS = (
    Held("HR, unadjusted", "marginal", lambda c: _ratio(cox(c, "os"))),
    Held("HR, unadjusted (held to its own limit)", "unbalanced", lambda c: _ratio(cox(c, "os"))),
    Held("HR, adjusted for ascites", "conditional", lambda c: _ratio(cox(c, "os", covariates=KEY))),
    Held("HR, stratified by ascites", "conditional", lambda c: _ratio(cox(c, "os", strata=KEY))),
    Held("HR, IPTW", "marginal", lambda c: _ratio(weighting(c, "os", covariates=KEY))),
    Held(
        "HR, overlap weights",
        "overlap",
        lambda c: _ratio(weighting(c, "os", covariates=KEY, weights="overlap")),
    ),
    Held(
        "HR, adjusted log-rank",
        "marginal",
        lambda c: _ratio(adjusted_log_rank(c, "os", covariates=KEY)),
    ),
    Held(
        "12-month survival difference, standardized",
        "survival",
        lambda c: standardized(c, "os", covariates=KEY).pick("survival_difference"),
    ),
    Held(
        "18-month RMST difference, standardized",
        "rmst",
        lambda c: standardized(c, "os", covariates=KEY).pick("rmst_difference"),
    ),
    Held(
        "12-month survival difference, AIPTW",
        "survival",
        lambda c: doubly_robust(c, "os", covariates=KEY).pick("survival_difference"),
    ),
)


def main(arguments: Sequence[str] = ()) -> int:
    """Simulate, estimate, and print one table per scenario."""
    trials = int(arguments[0]) if arguments else TRIALS
    print(f"{trials} trials of {N} patients per scenario; true conditional HR {HAZARD_RATIO}")
    for scenario in SCENARIOS:
        truth = truths(scenario)
        with threadpool_limits(1), Pool(2) as pool:
            tasks = [(scenario, seed) for seed in range(1, trials + 1)]
            found = pool.starmap(one_trial, tasks, chunksize=10)
        print(f"\n{scenario.name}\n")
        print("| row | truth | mean | bias (± MC SE) | emp. SE | mean SE | coverage, % | none |")
        print("|---|---|---|---|---|---|---|---|")
        for index, row in enumerate(ROWS):
            if row.truth == "unbalanced" and scenario.mix[0] == scenario.mix[1]:
                continue
            values = np.array([t.value[index] for t in found])
            reaches = np.array([t.reach[index] for t in found])
            print(_line(row, truth[row.truth], values, reaches), flush=True)
    return 0


def truths(scenario: Scenario) -> dict[str, float]:
    """Return what each row is held to; hazard ratios as logarithms.

    Survival and restricted means are exact, the lifetimes being exponential. Marginal hazard ratios
    are those of a simulated trial of 400 000 in arms with the same ascites: that of all patients,
    or that in which overlap weights leave them.
    """
    reference, experimental = (np.asarray(part) for part in scenario.mix)
    pooled = (reference + experimental) / 2
    overlap = reference * experimental / pooled
    overlap /= overlap.sum()
    return {
        "conditional": log(HAZARD_RATIO),
        "marginal": _large((tuple(pooled), tuple(pooled))),
        "overlap": _large((tuple(overlap), tuple(overlap))),
        "unbalanced": _large(scenario.mix),
        "survival": _gap(pooled, lambda rate: np.exp(-rate * AT)),
        "rmst": _gap(pooled, lambda rate: -np.expm1(-rate * TAU) / rate),
    }


def one_trial(scenario: Scenario, seed: int) -> Trial:
    """Estimate every row in one simulated trial."""
    trial = simulate_trial(N, seed, log_hr=log(HAZARD_RATIO), ascites_mix=scenario.mix)
    cohort = simulated_cohort(trial, at=AT, tau=TAU)
    numbers = [_number(row.ask(cohort)) for row in ROWS]
    return Trial(np.array([v for v, _ in numbers]), np.array([r for _, r in numbers]))


def _number(e: Estimate | None) -> tuple[float, float]:
    if e is None or e.value is None or e.ci_low is None or e.ci_high is None:
        return np.nan, np.nan
    if e.quantity == "hazard_ratio":
        return log(e.value), log(e.ci_high / e.ci_low) / 2
    return e.value, (e.ci_high - e.ci_low) / 2


def _large(mix: Mix) -> float:
    trial = simulate_trial(LARGE, 987_654, log_hr=log(HAZARD_RATIO), ascites_mix=mix)
    arm = (trial["arm"] == "experimental").to_numpy(float)
    return float(fit_cox(trial["time"], trial["event"], arm).coefficients[0])


def _gap(mix: np.ndarray, of_rate: Callable[[np.ndarray], np.ndarray]) -> float:
    rates = log(2) / MEDIAN * np.exp(HONDA_LOG_HR)
    return float(mix @ (of_rate(rates * HAZARD_RATIO) - of_rate(rates)))


def _line(row: Held, truth: float, values: np.ndarray, reaches: np.ndarray) -> str:
    known = ~np.isnan(reaches)
    values, reaches = values[known], reaches[known]
    n = len(values)
    held = int((np.abs(values - truth) <= reaches).sum())
    low, high = binomtest(held, n).proportion_ci(method="wilson")
    spread, mean = values.std(ddof=1), values.mean()
    ratio = row.name.startswith("HR")
    shown = exp if ratio else float
    cells = (
        row.name,
        f"{shown(truth):.3f}",
        f"{shown(mean):.3f}",
        f"{mean - truth:+.3f} ± {spread / sqrt(n):.3f}",
        f"{spread:.3f}",
        f"{reaches.mean() / Z:.3f}",
        f"{100 * held / n:.1f} ({100 * low:.1f}–{100 * high:.1f})",
        str(int((~known).sum())),
    )
    return f"| {' | '.join(cells)} |"
