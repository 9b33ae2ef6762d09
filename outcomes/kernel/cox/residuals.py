"""Residuals of a Cox model and the robust variances built from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outcomes.kernel.cox.fit import CoxFit
from outcomes.kernel.cox.risk_sets import RiskSets
from outcomes.kernel.curves.counting import Floats, to_codes


@dataclass(frozen=True, slots=True, eq=False)
class EventMeans:
    """Per event: hazard it adds for a patient of risk 1, and the risk set's mean covariates."""

    risk: Floats
    hazard: Floats
    mean: Floats


def event_means(sets: RiskSets, x: Floats, beta: Floats) -> EventMeans:
    """Compute each event's hazard step and weighted mean of ``x`` over its risk set.

    Under Efron's method the tied events leave the risk set in part, one after the other.
    ``risk`` is ``exp(x beta)`` of each sorted patient, not weighted.
    """
    risk = np.exp(x @ beta)
    weighted = np.column_stack((risk, risk[:, None] * x)) * sets.weight[:, None]
    total = sets.sums(weighted)[sets.dying_group]
    events = np.add.reduceat(weighted[sets.dying], sets.group_starts, axis=0)[sets.dying_group]
    total = total - sets.fraction[:, None] * events
    return EventMeans(risk, sets.share / total[:, 0], total[:, 1:] / total[:, :1])


def score_residuals(model: CoxFit) -> Floats:
    """Return each patient's part of the score, shape (n, p), in the order of the data as given.

    Not multiplied by the case weights; columns that were not estimated are zero. Equals R's
    ``residuals(fit, "score")``.
    """
    known = ~np.array(model.aliased)
    residuals = np.zeros(model.x.shape)
    if model.risk_sets.dying.size and known.any():
        sets, x = model.risk_sets, model.x[:, known]
        inside = _score_residuals(sets, x, model.coefficients[known])
        residuals[np.ix_(sets.order, np.flatnonzero(known))] = inside
    return residuals


def dfbeta(model: CoxFit) -> Floats:
    """Return the change of each coefficient when a patient's weight grows, shape (n, p).

    Multiplied by the case weights: about the change when the patient is left out, with the
    opposite sign. Equals R's ``residuals(fit, "dfbeta", weighted = TRUE)``.
    """
    weight = np.empty(model.n)
    weight[model.risk_sets.order] = model.risk_sets.weight
    covariance = np.nan_to_num(model.covariance)
    return np.asarray(weight[:, None] * score_residuals(model) @ covariance)


def robust_covariance(model: CoxFit, *, cluster: ArrayLike | None = None) -> Floats:
    """Return the sandwich covariance of the coefficients (Lin, Wei 1989), shape (p, p).

    Parameters
    ----------
    model
        A fitted model.
    cluster
        Labels, shape (n,), of rows that belong together (one patient's intervals, one center);
        by default each row stands alone.

    Notes
    -----
    nan for coefficients that were not estimated. Linear in n, unlike lifelines (220 s at 200 000).
    """
    change = dfbeta(model)
    if cluster is not None:
        change = _sum_by(change, cluster)
    covariance = change.T @ change
    aliased = np.array(model.aliased)
    covariance[aliased, :] = np.nan
    covariance[:, aliased] = np.nan
    return np.asarray(covariance)


def _score_residuals(sets: RiskSets, x: Floats, beta: Floats) -> Floats:
    means = event_means(sets, x, beta)
    step, scaled = means.hazard, means.hazard[:, None] * means.mean
    starts, group = sets.group_starts, sets.dying_group
    hazard = sets.accumulate(np.add.reduceat(step, starts))
    moment = sets.accumulate(np.add.reduceat(scaled, starts, axis=0))
    # Tied events stay in their own risk set only in part.
    spared = sets.fraction
    hazard[sets.dying] -= np.add.reduceat(step * spared, starts)[group]
    moment[sets.dying] -= np.add.reduceat(scaled * spared[:, None], starts, axis=0)[group]
    residuals = means.risk[:, None] * (moment - x * hazard[:, None])
    size = np.diff(np.append(starts, group.size))[:, None]
    average = np.add.reduceat(means.mean, starts, axis=0) / size
    residuals[sets.dying] += x[sets.dying] - average[group]
    return np.asarray(residuals)


def _sum_by(values: Floats, labels: ArrayLike) -> Floats:
    levels, codes = to_codes(labels, values.shape[0], "cluster")
    sums = np.zeros((levels.size, values.shape[1]))
    np.add.at(sums, codes, values)
    return sums
