"""Cox regression by Newton–Raphson, with its tests and profile-likelihood intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, chdtri

from outcomes.kernel.cox.partial_likelihood import (
    MAX_ITERATIONS,
    Flags,
    Step,
    climb,
    evaluate,
    independent_columns,
)
from outcomes.kernel.cox.patterns import Rows, collapsed
from outcomes.kernel.cox.risk_sets import RiskSets, risk_sets
from outcomes.kernel.curves.counting import Floats

Ties = Literal["efron", "breslow"]
Status = Literal["converged", "not converged", "separation", "no events", "empty"]
# Standard errors from the coefficient up to which a limit is looked for, and within which a step
# toward it is the last: what the step leaves goes with its cube.
FURTHEST, LAST = 16.0, 1e-5
# The share of the information at the start that no direction to a maximum falls below.
EMPTIED = 1e-7


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """One test of all coefficients; None where it cannot be computed."""

    statistic: float | None
    df: int
    p_value: float | None


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class CoxFit:
    """A fitted Cox model; arrays follow the columns of ``x``.

    Attributes
    ----------
    coefficients, std_err, covariance
        Log hazard ratios and their model-based standard error and covariance; nan for a column
        that is constant or a combination of those before it (``aliased``).
    infinite
        Coefficients that run away: the likelihood has no maximum (separation).
    status
        "converged", or why the numbers cannot be used.
    log_likelihood, log_likelihood_null
        Log partial likelihood at the coefficients and at zero.
    likelihood_ratio_test
        Test that all coefficients are zero.
    risk_sets, x
        The sorted data, x centered, for residuals and prediction; ``means`` were taken off.
    rows, told
        What the likelihood was summed over, and its covariates: the same, or patterns of patients.
    """

    coefficients: Floats
    std_err: Floats
    covariance: Floats
    aliased: tuple[bool, ...]
    infinite: tuple[bool, ...]
    status: Status
    iterations: int
    log_likelihood: float
    log_likelihood_null: float
    likelihood_ratio_test: ChiSquare
    n: int
    n_events: int
    risk_sets: RiskSets
    x: Floats
    means: Floats
    rows: Rows
    told: Floats


def cox(
    time: ArrayLike,
    event: ArrayLike,
    x: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    ties: Ties = "efron",
) -> CoxFit:
    """Fit a Cox proportional hazards model.

    Parameters
    ----------
    time, event
        End of follow-up and 1 = event, 0 = censored, shape (n,).
    x
        Covariates, shape (n,) or (n, p), without missing values.
    entry
        Start of each interval, shape (n,); at risk on ``(entry, time]`` (start–stop data).
    strata
        Labels, shape (n,); each stratum has its own baseline hazard.
    weights
        Case weights, shape (n,); use `cox_residuals.robust_covariance` for their standard errors.
    ties
        Handling of tied event times.

    Raises
    ------
    ValueError
        If lengths differ, values are missing, event is not 0/1 or entry is not before time.

    Notes
    -----
    Columns are centered before fitting. Trouble is data: see ``status``. Equals R's ``coxph``.

    References
    ----------
    Cox (1972) JRSS B 34:187. Efron (1977) JASA 72:557. Therneau, Grambsch (2000).
    """
    sets = risk_sets(
        time, event, entry=entry, strata=strata, weights=weights, efron=ties == "efron"
    )
    return on_risk_sets(sets, x)


def on_risk_sets(sets: RiskSets, x: ArrayLike) -> CoxFit:
    """Fit covariates, as given, on risk sets that are there: for several models of one outcome."""
    columns = np.asarray(x, dtype=np.float64)
    columns = columns[:, None] if columns.ndim == 1 else columns
    if columns.shape[0] != sets.n:
        raise ValueError(f"x has {columns.shape[0]} rows; time has {sets.n}")
    if np.isnan(columns).any():
        raise ValueError(f"x holds {int(np.isnan(columns).sum())} missing values; drop the rows")
    means = columns.mean(axis=0) if sets.n else np.zeros(columns.shape[1])
    return fit(sets, columns.take(sets.order, axis=0) - means, means)


def fit(sets: RiskSets, x: Floats, means: Floats) -> CoxFit:
    """Fit sorted and centered covariates."""
    rows, told = collapsed(sets, x)
    found = solve(rows, told) if sets.dying.size else None
    if found is None or not found.kept.any():
        return _empty(sets, x, means, (rows, told), "no events" if found is None else "empty")
    variance = np.diag(found.covariance)
    return CoxFit(
        coefficients=found.coefficients,
        std_err=np.sqrt(np.where(found.infinite & (variance < 0), np.nan, variance)),
        covariance=found.covariance,
        aliased=tuple((~found.kept).tolist()),
        infinite=tuple(found.infinite.tolist()),
        status=found.status,
        iterations=found.iterations,
        log_likelihood=found.end.log_likelihood,
        log_likelihood_null=found.start.log_likelihood,
        likelihood_ratio_test=_test(
            2 * (found.end.log_likelihood - found.start.log_likelihood), found.kept
        ),
        n=sets.n,
        n_events=int(sets.event.sum()),
        risk_sets=sets,
        x=x,
        means=means,
        rows=rows,
        told=told,
    )


class Solution(NamedTuple):
    """The maximum of a likelihood: names as in `CoxFit`, and the first and last step to it.

    Without any column that is ``kept`` there is nothing but the start.
    """

    kept: Flags
    coefficients: Floats
    covariance: Floats
    infinite: Flags
    status: Status
    iterations: int
    start: Step
    end: Step


def solve(rows: Rows, told: Floats, near: Floats | None = None) -> Solution:
    """Find the maximum of the likelihood of rows, by default from zero.

    ``near`` are finite coefficients that may be near it.
    """
    p = told.shape[1]
    at = np.zeros(p) if near is None else near
    start = evaluate(rows, told, at)
    reach = rows.deaths.sum() * np.abs(told).max(axis=0) ** 2
    kept = independent_columns(start.information, reach)
    coefficients, covariance = np.full(p, np.nan), np.full((p, p), np.nan)
    infinite: Flags = np.zeros(p, dtype=np.bool_)
    if not kept.any():
        return Solution(kept, coefficients, covariance, infinite, "empty", 0, start, start)
    if near is not None and not kept.all():  # what is left out must not count
        return solve(rows, told)
    begin = _restrict(start, kept)
    beta, end, iterations, runaway = climb(rows, told[:, kept], begin, at=at[kept])
    coefficients[kept] = beta
    covariance[np.ix_(kept, kept)] = _inverse(end.information)
    # Where the likelihood is flat to rounding, a variance comes out below zero.
    flat = runaway | (np.diag(covariance)[kept] < 0)
    infinite[kept] = flat | _emptied(begin.information, end.information)
    status: Status = "converged" if iterations < MAX_ITERATIONS else "not converged"
    status = "separation" if infinite.any() else status
    return Solution(kept, coefficients, covariance, infinite, status, iterations, begin, end)


def profile_interval(
    model: CoxFit, column: int, *, conf_level: float = 0.95
) -> tuple[float | None, float | None]:
    """Return limits of one coefficient where twice the log-likelihood falls by the chi-square.

    The other coefficients are fitted again at each value. None = the likelihood never falls so
    far on that side (separation) or nothing was estimated.
    """
    if model.status not in ("converged", "separation") or model.aliased[column]:
        return None, None
    if model.infinite[column]:
        return None, None
    center, spread = float(model.coefficients[column]), float(model.std_err[column])
    reach = float(np.sqrt(chdtri(1, 1 - conf_level)))

    def limit(side: int) -> float | None:
        """Solve that the signed root of the fall, all but linear in the value, is ``reach``."""
        near, far = center, center + side * FURTHEST * spread
        value = center + side * reach * spread
        for _ in range(MAX_ITERATIONS):
            height, slope, curvature = _profile(model, column, value)
            root = float(np.sqrt(max(2 * (model.log_likelihood - height), 0.0)))
            near, far = (value, far) if root < reach else (near, value)
            step = np.nan
            if root and slope:
                rise, bend = -slope / root, (curvature - (slope / root) ** 2) / root
                short = (reach - root) / rise
                step = short - short**2 * bend / rise / 2  # Chebyshev's
            value += step
            if abs(step) < LAST * spread:
                return value
            if not min(near, far) < value < max(near, far):
                value = (near + far) / 2
        return None

    return limit(-1), limit(1)


def _profile(model: CoxFit, column: int, value: float) -> tuple[float, float, float]:
    """Return the highest log-likelihood with a coefficient held, its slope, and its curvature.

    Where the others are at their best the slope is the column's own score; the curvature is its
    information less what the others say of it.
    """
    rows, x = model.rows, model.told
    others = ~np.array(model.aliased)
    others[column] = False
    beta = np.zeros(x.shape[1])
    beta[column] = value
    if others.any():
        offset, start = x[:, column] * value, np.zeros(int(others.sum()))
        first = evaluate(rows, x[:, others], start, offset)
        beta[others] = climb(rows, x[:, others], first, offset)[0]
    here = evaluate(rows, x, beta)
    slope, curvature = here.score[column], here.information[column, column]
    if others.any():
        cross = here.information[column, others]
        curvature -= cross @ _inverse(here.information[np.ix_(others, others)]) @ cross
    return here.log_likelihood, float(slope), float(curvature)


def _inverse(information: Floats) -> Floats:
    """Return the pseudoinverse of a symmetric matrix."""
    values, vectors = np.linalg.eigh(information)
    size = np.abs(values)
    kept = size > 1e-15 * size.max(initial=0.0)
    return np.asarray((vectors[:, kept] / values[kept]) @ vectors[:, kept].T)


def _emptied(start: Floats, end: Floats) -> Flags:
    """Return which coefficients move along a direction whose information is all but gone.

    Steps along a separation grow from one to the next, and the last may leave the likelihood so
    flat that the climb stands still: what the start knew of the direction is told nowhere any more.
    """
    scale = np.sqrt(np.diag(start))
    each = np.outer(scale, scale)
    known, axes = np.linalg.eigh(start / each)
    axes = axes / np.sqrt(np.maximum(known, 1e-14 * known[-1]))  # along each the start knows one
    values, turned = np.linalg.eigh(axes.T @ (end / each) @ axes)
    size = np.abs(axes @ turned[:, values < EMPTIED])
    return np.asarray((size > 1e-4 * size.max(axis=0, initial=0.0)).any(axis=1))


def _restrict(step: Step, kept: Flags) -> Step:
    return Step(step.log_likelihood, step.score[kept], step.information[np.ix_(kept, kept)])


def _test(statistic: Any, kept: Flags) -> ChiSquare:
    df, value = int(kept.sum()), float(statistic)
    return ChiSquare(value, df, float(chdtrc(df, max(value, 0.0))))


def _empty(
    sets: RiskSets, x: Floats, means: Floats, summed: tuple[Rows, Floats], status: Status
) -> CoxFit:
    p = x.shape[1]
    none = ChiSquare(None, 0, None)
    log_likelihood = evaluate(sets, x, np.zeros(p)).log_likelihood if sets.dying.size else 0.0
    return CoxFit(
        coefficients=np.full(p, np.nan),
        std_err=np.full(p, np.nan),
        covariance=np.full((p, p), np.nan),
        aliased=(True,) * p,
        infinite=(False,) * p,
        status=status,
        iterations=0,
        log_likelihood=log_likelihood,
        log_likelihood_null=log_likelihood,
        likelihood_ratio_test=none,
        n=sets.n,
        n_events=int(sets.event.sum()),
        risk_sets=sets,
        x=x,
        means=means,
        rows=summed[0],
        told=summed[1],
    )
