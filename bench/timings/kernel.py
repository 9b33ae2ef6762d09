"""The survival kernel against R's survival, lifelines and scikit-survival."""

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test
from sksurv.nonparametric import kaplan_meier_estimator
from threadpoolctl import threadpool_limits

from bench.timings.r import R, running_r
from bench.timings.timing import Clock, Row, Target, clock, versus
from outcomes.kernel.causal.standardization import standardize
from outcomes.kernel.competing.aalen_johansen import cumulative_incidence
from outcomes.kernel.cox.fit import cox, fit
from outcomes.kernel.cox.risk_sets import risk_sets
from outcomes.kernel.curves.log_rank import log_rank
from outcomes.kernel.curves.product_limit import kaplan_meier
from outcomes.kernel.curves.rmst import restricted_mean, rmst_difference
from outcomes.simulate import simulate_trial

SIZES = (200, 2_000, 20_000, 200_000)
SMALL = SIZES[:2]
COVARIATES = ["experimental", "massive", "age", "marker", "ecog"]
TAU = 24.0
Other = tuple[str, Clock, Target | None]
Part = Callable[[pd.DataFrame, R | None], list[Row]]


def trial(n: int, *, ties: bool = True) -> pd.DataFrame:
    """Simulate a trial with 5 covariates, 10 factors and a competing cause.

    Times are whole days, as in data of a trial, unless ``ties`` is False.
    """
    made = simulate_trial(n, 7)
    rng = np.random.default_rng(8)
    time = np.ceil(made["time"] * 30.4375) / 30.4375 if ties else made["time"]
    columns = {
        "time": time,
        "event": made["event"].astype(float),
        "cause": made["event"] * rng.integers(1, 3, n),
        "experimental": (made["arm"] == "experimental").astype(float),
        "massive": (made["ascites_category"] == "massive").astype(float),
        "age": rng.normal(60, 10, n),
        "marker": rng.lognormal(2, 1, n),
        "ecog": rng.integers(0, 3, n).astype(float),
    }
    factors = {f"factor{j}": rng.integers(0, 2, n).astype(float) for j in range(10)}
    return pd.DataFrame({**columns, **factors})


def arrays(data: pd.DataFrame, *names: str) -> tuple[np.ndarray, ...]:
    return tuple(np.ascontiguousarray(data[name].to_numpy()) for name in names)


def curve_rows(data: pd.DataFrame, r: R | None) -> list[Row]:
    """Kaplan–Meier with pointwise log-log intervals, one arm."""
    time, event = arrays(data, "time", "event")
    dead = event == 1
    others: list[Other] = [
        ("lifelines", clock(lambda: KaplanMeierFitter().fit(time, event)), None),
        (
            "sksurv",
            clock(lambda: kaplan_meier_estimator(dead, time, conf_type="log-log")),
            None,
        ),
    ]
    if r:
        call = 'survfit(Surv(time, event) ~ 1, data = d, conf.type = "log-log")'
        others.append(("R survfit", r.clock(call), Target(times_faster=1)))
    goal = Target(at_most=0.5) if len(data) == 2_000 else None
    return versus(
        "Kaplan–Meier with limits", len(data), lambda: kaplan_meier(time, event), others, goal
    )


def log_rank_rows(data: pd.DataFrame, r: R | None) -> list[Row]:
    """Log-rank test of two arms."""
    time, event, arm = arrays(data, "time", "event", "experimental")
    one = arm == 1
    others: list[Other] = [
        (
            "lifelines",
            clock(lambda: logrank_test(time[one], time[~one], event[one], event[~one])),
            None,
        )
    ]
    if r:
        call = "survdiff(Surv(time, event) ~ experimental, data = d)"
        others.append(("R survdiff", r.clock(call), Target(times_faster=1)))
    return versus("log-rank, two arms", len(data), lambda: log_rank(time, event, arm), others)


def cox_rows(
    data: pd.DataFrame, r: R | None, *, name: str = "Cox, Efron, 5 covariates"
) -> list[Row]:
    """Cox model; lifelines up to 2 000 only, as it is slow."""
    time, event = arrays(data, "time", "event")
    x = data[COVARIATES].to_numpy()

    def ours() -> None:
        cox(time, event, x)

    others: list[Other] = []
    if len(data) >= 20_000:
        # On few cores that are shared with a browser, threads of the BLAS mostly wait.
        others.append(("ours, 1 BLAS thread", _single(clock(ours)), None))
    if r:
        call = f"coxph(Surv(time, event) ~ {' + '.join(COVARIATES)}, data = d)"
        others.append(("R coxph", r.clock(call), Target(times_faster=1)))
    if len(data) <= 2_000:
        frame = data[["time", "event", *COVARIATES]]
        theirs = clock(lambda: CoxPHFitter().fit(frame, "time", "event"))
        others.append(("lifelines", theirs, Target(times_faster=10)))
    return versus(name, len(data), ours, others)


def _single(read: Clock) -> Clock:
    def limited() -> float:
        with threadpool_limits(1):
            return read()

    return limited


def standardized_rows(data: pd.DataFrame, r: R | None) -> list[Row]:
    """Survival of both arms standardized over everybody, with its standard error."""
    time, event = arrays(data, "time", "event")
    model = cox(time, event, data[COVARIATES].to_numpy())
    goal = Target(at_most=10) if len(data) == 200 else None
    return versus("Adjusted curves", len(data), lambda: standardize(model), [], goal)


def forest_rows(data: pd.DataFrame, r: R | None) -> list[Row]:
    """Hazard ratios in the 20 levels of 10 factors, and the 10 interaction tests."""
    names = [f"factor{j}" for j in range(10)]
    others: list[Other] = []
    if r:
        call = (
            '{ for (f in paste0("factor", 0:9)) { for (v in 0:1) '
            "coxph(Surv(time, event) ~ experimental, data = d[d[[f]] == v, ]); "
            "coxph(Surv(d$time, d$event) ~ d$experimental * d[[f]]) } }"
        )
        others.append(("R coxph", r.clock(call), Target(times_faster=1)))
    if len(data) <= 2_000:
        others.append(("lifelines", clock(lambda: _lifelines_forest(data, names)), None))
    goal = {200: Target(at_most=50), 2_000: Target(at_most=100)}.get(len(data))
    time, event, arm = arrays(data, "time", "event", "experimental")
    levels = arrays(data, *names)
    return versus(
        "forest, 20 subgroups, 10 tests",
        len(data),
        lambda: _forest(time, event, arm, levels),
        others,
        goal,
    )


def _forest(
    time: np.ndarray, event: np.ndarray, arm: np.ndarray, factors: tuple[np.ndarray, ...]
) -> None:
    sets = risk_sets(time, event)
    for factor in factors:
        for level in (0, 1):
            rows = factor == level
            cox(time[rows], event[rows], arm[rows])
        x = np.column_stack([arm, factor, arm * factor])
        means = x.mean(axis=0)
        fit(sets, x[sets.order] - means, means)


def _lifelines_forest(data: pd.DataFrame, names: list[str]) -> None:
    columns = ["time", "event", "experimental"]
    for name in names:
        for level in (0, 1):
            CoxPHFitter().fit(data.loc[data[name] == level, columns], "time", "event")
        both = data[[*columns, name]].assign(product=data["experimental"] * data[name])
        CoxPHFitter().fit(both, "time", "event")


def rmst_rows(data: pd.DataFrame, r: R | None) -> list[Row]:
    """Difference of restricted means with its variance, curves included."""
    time, event, arm = arrays(data, "time", "event", "experimental")
    masks = (arm == 1, arm == 0)

    def ours() -> None:
        means = [restricted_mean(kaplan_meier(time[m], event[m]), TAU) for m in masks]
        rmst_difference(*means)

    others: list[Other] = []
    if r:
        call = f"summary(survfit(Surv(time, event) ~ experimental, data = d), rmean = {TAU})$table"
        others.append(("R survfit", r.clock(call), Target(times_faster=1)))
    return versus("RMST difference", len(data), ours, others)


def incidence_rows(data: pd.DataFrame, r: R | None) -> list[Row]:
    """Aalen–Johansen with infinitesimal-jackknife limits, one arm."""
    time, cause = arrays(data, "time", "cause")
    others: list[Other] = []
    if r:
        call = "survfit(Surv(time, factor(cause)) ~ 1, data = d)"
        others.append(("R survfit", r.clock(call), Target(times_faster=1)))
    return versus("Aalen–Johansen", len(data), lambda: cumulative_incidence(time, cause), others)


PARTS: tuple[tuple[Part, tuple[int, ...]], ...] = (
    (curve_rows, SIZES),
    (log_rank_rows, SIZES),
    (cox_rows, SIZES),
    (forest_rows, SIZES[:3]),
    (rmst_rows, SMALL),
    (incidence_rows, SIZES[:3]),
    (standardized_rows, SMALL),
)


def rows() -> list[Row]:
    """Time every part at its sizes."""
    warnings.simplefilter("ignore")  # lifelines warns of its own deprecations
    found: dict[Part, list[Row]] = {part: [] for part, _ in PARTS}
    with running_r() as r:
        for n in SIZES:
            data = trial(n)
            if r:
                r.give(data)
            for part, sizes in PARTS:
                if n in sizes:
                    found[part] += part(data, r)
        data = trial(SIZES[-1], ties=False)
        if r:
            r.give(data)
        found[cox_rows] += cox_rows(data, r, name="the same, no tied times")
    return [row for part, _ in PARTS for row in found[part]]
