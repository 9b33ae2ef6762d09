"""Are hazards proportional? The score test of R's cox.zph and scaled Schoenfeld residuals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import chdtrc, ndtri

from outcomes.kernel.cox.fit import ChiSquare, CoxFit
from outcomes.kernel.cox.partial_likelihood import moments
from outcomes.kernel.cox.residuals import event_means
from outcomes.kernel.cox.risk_sets import RiskSets
from outcomes.kernel.curves.counting import Floats, count

Transform = Literal["km", "rank", "identity", "log"]
Terms = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Proportionality:
    """Score test of each term's effect against the transformed time, and of all together."""

    terms: tuple[ChiSquare, ...]
    overall: ChiSquare
    transform: Transform


@dataclass(frozen=True, slots=True, eq=False)
class Schoenfeld:
    """Scaled Schoenfeld residuals: roughly beta(t) at each event, shape (events, p).

    ``time`` and ``transformed`` (not centered) are per event, sorted by stratum and time;
    ``covariance`` is that of one row. nan where a covariate is constant within a stratum.
    """

    time: Floats
    transformed: Floats
    residuals: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SmoothEffect:
    """beta(t) smoothed over transformed time, with limits."""

    transformed: Floats
    value: Floats
    ci_low: Floats
    ci_high: Floats


def proportionality(
    model: CoxFit, *, transform: Transform = "km", terms: Terms | None = None
) -> Proportionality:
    """Test proportional hazards by adding covariate × g(t) to the model.

    Parameters
    ----------
    model
        A fitted model.
    transform
        g(t): one minus the Kaplan–Meier estimate just before t, the rank of t, t, or log t.
    terms
        Columns tested together, for factors; by default each column is a term.

    Notes
    -----
    A score test (Therneau's in survival 3.x), not the approximation of Grambsch and Therneau
    (1994) that lifelines prints as if it were the same. Statistics are None without a fit.
    """
    known = ~np.array(model.aliased)
    chosen = terms or tuple((j,) for j in range(known.size))
    # log of an event at time zero is not finite: no test on that scale.
    g = transformed_time(model, transform)[model.risk_sets.dying]
    if model.status != "converged" or not np.isfinite(g).all():
        none = ChiSquare(None, 0, None)
        return Proportionality((none,) * len(chosen), none, transform)
    g = (g - g.mean())[model.risk_sets.group_starts]
    _, found = moments(model.rows, model.told[:, known], model.coefficients[known])
    plain, by_time, squared = (found.information(scale) for scale in (None, g, g**2))
    information, score = np.block([[plain, by_time], [by_time, squared]]), found.score(g)
    place = np.cumsum(known) - 1
    rows = [tuple(int(place[j]) for j in term if known[j]) for term in chosen]
    everything = tuple(range(place[-1] + 1))
    tests = {r: _score_test(information, score, r) for r in {*rows, everything}}
    return Proportionality(tuple(tests[r] for r in rows), tests[everything], transform)


def schoenfeld(model: CoxFit, *, transform: Transform = "km") -> Schoenfeld:
    """Return scaled Schoenfeld residuals plus the coefficient; equals R's ``cox.zph(fit)$y``.

    Like there, a row is not multiplied by its case weight.
    """
    sets, known = model.risk_sets, ~np.array(model.aliased)
    x, p = model.x[:, known], known.size
    full = np.full((sets.dying.size, p), np.nan)
    covariance = np.full((p, p), np.nan)
    g = transformed_time(model, transform)[sets.dying]
    if model.status != "converged":
        return Schoenfeld(sets.time[sets.dying], g, full, covariance)
    means = event_means(sets, x, model.coefficients[known])
    size = np.diff(np.append(sets.group_starts, sets.dying.size))[:, None]
    average = np.add.reduceat(means.mean, sets.group_starts, axis=0) / size
    raw = x[sets.dying] - average[sets.dying_group]
    used = _used(sets, x)
    pairs = sum(np.minimum.outer(row, row) for row in used)
    _, found = moments(model.rows, model.told[:, known], model.coefficients[known])
    typical = found.information() / np.maximum(pairs, 1)
    columns = np.flatnonzero(known)
    for stratum, row in enumerate(used):
        events, free = sets.stratum[sets.dying] == stratum, np.flatnonzero(row)
        scaled = np.linalg.solve(typical[np.ix_(free, free)], raw[np.ix_(events, free)].T).T
        full[np.ix_(events, columns[free])] = scaled + model.coefficients[columns[free]]
    covariance[np.ix_(known, known)] = np.linalg.pinv(typical, hermitian=True)
    return Schoenfeld(sets.time[sets.dying], g, full, covariance)


def smooth_effect(
    found: Schoenfeld, column: int, *, points: int = 40, conf_level: float = 0.95
) -> SmoothEffect | None:
    """Smooth one column of residuals by a natural cubic spline with 4 degrees of freedom.

    As R's ``plot.cox.zph``: knots at the thirds of grid and events together. None with fewer
    than five distinct event times.
    """
    keep = ~np.isnan(found.residuals[:, column])
    g, y = found.transformed[keep], found.residuals[keep, column]
    if np.unique(g).size < 5 or not np.isfinite(g).all():
        return None
    grid = np.linspace(g.min(), g.max(), points)
    knots = np.quantile(np.concatenate((grid, g)), [0, 1 / 3, 2 / 3, 1])
    q, r = np.linalg.qr(_natural_spline(g, knots))
    basis = np.linalg.solve(r.T, _natural_spline(grid, knots).T).T
    value = basis @ (q.T @ y)
    spread = float(ndtri(0.5 + conf_level / 2)) * np.sqrt(
        found.covariance[column, column] * (basis**2).sum(axis=1)
    )
    return SmoothEffect(grid, value, value - spread, value + spread)


def transformed_time(model: CoxFit, transform: Transform) -> Floats:
    """Return g(t) at the end of follow-up of each sorted patient, not centered."""
    time = model.risk_sets.time
    if transform == "identity":
        return time
    if transform == "log":
        with np.errstate(divide="ignore"):
            return np.log(time)
    if transform == "rank":
        _, place, n = np.unique(time, return_inverse=True, return_counts=True)
        return (n.cumsum() - (n - 1) / 2)[place]
    if transform == "km":
        counts = count(time, model.risk_sets.event, entry=model.risk_sets.entry)
        steps = 1 - np.divide(
            counts.n_events,
            counts.n_at_risk,
            out=np.zeros_like(time, shape=counts.time.shape),
            where=counts.n_at_risk > 0,
        )
        before = np.concatenate(([1.0], np.cumprod(steps)))
        return np.asarray(1 - before[np.searchsorted(counts.time, time)])
    raise ValueError(f"no transform {transform!r}; there are 'km', 'rank', 'identity' and 'log'")


def _score_test(information: Floats, score: Floats, rows: tuple[int, ...]) -> ChiSquare:
    if not rows:
        return ChiSquare(None, 0, None)
    p = score.size
    picked = [*range(p), *(p + r for r in rows)]
    u = np.concatenate((np.zeros(p), score[list(rows)]))
    own = information[np.ix_(picked[p:], picked[p:])]
    cross = information[np.ix_(picked[p:], range(p))]
    left = own - cross @ np.linalg.pinv(information[:p, :p], hermitian=True) @ cross.T
    if np.trace(left) <= 1e-10 * np.trace(own):  # one event time tells of no change
        return ChiSquare(None, 0, None)
    statistic = float(u @ np.linalg.lstsq(information[np.ix_(picked, picked)], u, rcond=None)[0])
    return ChiSquare(statistic, len(rows), float(chdtrc(len(rows), max(statistic, 0.0))))


def _used(sets: RiskSets, x: Floats) -> list[Floats]:
    """Per stratum: its number of events for each covariate that varies in it, else 0."""
    rows = []
    for stratum in range(len(sets.strata)):
        inside = sets.stratum == stratum
        varies = np.ptp(x[inside], axis=0) > 0
        rows.append(varies * float((sets.stratum[sets.dying] == stratum).sum()))
    return rows


def _natural_spline(x: Floats, knots: Floats) -> Floats:
    """Cubic between the knots and linear beyond the outer two, in truncated powers."""

    def slope(j: int) -> Floats:
        last = knots[-1]
        cubes = np.maximum(x - knots[j], 0) ** 3 - np.maximum(x - last, 0) ** 3
        return np.asarray(cubes / (last - knots[j]))

    curved = [slope(j) - slope(len(knots) - 2) for j in range(len(knots) - 2)]
    return np.column_stack((np.ones(x.size), x, *curved))
