"""Baseline hazard and predicted survival of a Cox model, as step functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outcomes.kernel.cox.fit import CoxFit
from outcomes.kernel.cox.residuals import event_means
from outcomes.kernel.curves.counting import Floats
from outcomes.kernel.curves.product_limit import IntervalType, interval


@dataclass(frozen=True, slots=True, eq=False)
class BaselineHazard:
    """Cumulative hazard of one stratum at its event times, for a patient with every x = 0."""

    stratum: object
    time: Floats
    cumulative_hazard: Floats


@dataclass(frozen=True, slots=True, eq=False)
class PredictedSurvival:
    """Predicted S(t | x) at event times, with the standard error of the cumulative hazard.

    Between two times the earlier value holds; before the first S = 1. Limits are nan at S = 1.
    """

    time: Floats
    survival: Floats
    std_err_cumulative_hazard: Floats
    ci_low: Floats
    ci_high: Floats


def baseline_hazards(model: CoxFit) -> tuple[BaselineHazard, ...]:
    """Return the baseline of every stratum that has events; empty without a fitted model.

    Notes
    -----
    Breslow's estimator, or Efron's where the model handles ties so. Equals R's
    ``basehaz(fit, centered = FALSE)`` at the event times.
    """
    if not model.risk_sets.dying.size:
        return ()
    sets, beta = model.risk_sets, np.nan_to_num(model.coefficients)
    steps = np.add.reduceat(event_means(sets, model.x, beta).hazard, sets.group_starts)
    steps = steps * np.exp(-model.means @ beta)
    return tuple(
        BaselineHazard(sets.strata[s], sets.group_time[inside], np.cumsum(steps[inside]))
        for s in np.unique(sets.group_stratum)
        for inside in [sets.group_stratum == s]
    )


def predicted_survival(
    model: CoxFit,
    x: ArrayLike,
    *,
    stratum: object = None,
    covariance: Floats | None = None,
    conf_level: float = 0.95,
    ci_type: IntervalType = "log-log",
) -> PredictedSurvival:
    """Predict the survival curve of a patient with covariates ``x``, shape (p,).

    Parameters
    ----------
    model
        A fitted model.
    x
        Covariates on the scale of the data (not centered).
    stratum
        Label of the patient's stratum; needed only if the model has more than one.
    covariance
        Of the coefficients; give `cox_residuals.robust_covariance` for a weighted model.
    conf_level, ci_type
        As in `product_limit.kaplan_meier`.

    Raises
    ------
    ValueError
        If the model has no such stratum.

    Notes
    -----
    The standard error holds both the baseline's and the coefficients' uncertainty (Tsiatis 1981).
    Equals R's ``survfit(fit, newdata)``.
    """
    sets, beta = model.risk_sets, np.nan_to_num(model.coefficients)
    if stratum is None and len(sets.strata) == 1:
        stratum = sets.strata[0]
    if stratum not in sets.strata:
        raise ValueError(f"the model has no stratum {stratum!r}; it has {list(sets.strata)}")
    means = event_means(sets, model.x, beta)
    inside = sets.group_stratum == sets.strata.index(stratum)
    shifted = np.asarray(x, dtype=np.float64).reshape(-1) - model.means
    risk = float(np.exp(shifted @ beta))

    def path(per_event: Floats) -> Floats:
        return np.cumsum(np.add.reduceat(per_event, sets.group_starts, axis=0)[inside], axis=0)

    hazard = path(means.hazard) * risk
    drift = path(means.hazard[:, None] * (shifted - means.mean)) * risk
    # With weights the hazard step is share / sum; its variance takes the share once per weight.
    baseline = path(means.hazard**2 / sets.share) * risk**2
    spread = np.nan_to_num(model.covariance if covariance is None else covariance)
    variance = baseline + np.einsum("ij,jk,ik->i", drift, spread, drift)
    survival, std_err = np.exp(-hazard), np.sqrt(variance)
    low, high = interval(survival, survival * std_err, ci_type, conf_level)
    return PredictedSurvival(sets.group_time[inside], survival, std_err, low, high)
