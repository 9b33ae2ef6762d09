"""Propensity scores, the weights made of them, and weighted risks with robust variances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from outcomes.kernel.causal.logistic import logistic

Floats = NDArray[np.float64]
Scheme = Literal["ate", "stabilized", "att", "overlap"]
Status = Literal["converged", "one arm", "collinear", "separated", "not converged"]


@dataclass(frozen=True, slots=True, eq=False)
class Propensity:
    """A fitted propensity model.

    Attributes
    ----------
    chance : shape (n,)
        Fitted chance of the arm (1) against the reference; nan unless ``status`` is converged.
    coefficients, std_err : shape (p + 1,)
        Log odds ratios, the intercept first, and their model-based standard errors.
    influence : shape (n, p + 1)
        Each patient's influence on the coefficients.
    design : shape (n, p + 1)
        The covariates after a column of ones.
    status : str
        ``one arm``, ``collinear`` (a covariate follows from the others) and ``separated`` (the
        covariates tell the arms apart) have no weights.
    """

    chance: Floats
    coefficients: Floats
    std_err: Floats
    influence: Floats
    design: Floats
    status: Status


class Effect(NamedTuple):
    """A difference, or the logarithm of a ratio, with its standard error; None = undefined."""

    value: float | None
    std_err: float | None


class WeightedRisks(NamedTuple):
    """Weighted proportions of arm and reference, and each patient's influence on them (n,)."""

    arm: float
    reference: float
    on_arm: Floats
    on_reference: Floats


def propensity(in_arm: Floats, x: Floats) -> Propensity:
    """Fit the chance of the arm by logistic regression.

    Parameters
    ----------
    in_arm : shape (n,)
        1 = arm, 0 = reference.
    x : shape (n, p)
        Covariates without missing values; p may be 0.

    References
    ----------
    Rosenbaum, Rubin (1983) Biometrika 70:41.
    """
    design = np.column_stack([np.ones(len(in_arm)), x])
    none = np.full(design.shape[1], np.nan)
    blank = Propensity(
        np.full(len(in_arm), np.nan), none, none, np.zeros(design.shape), design, "one arm"
    )
    if in_arm.all() or not in_arm.any():
        return blank
    centered = x - x.mean(axis=0)
    size = np.sqrt((centered**2).sum(axis=0))
    if x.shape[1] and (
        not size.all() or np.linalg.matrix_rank(centered / size, tol=1e-8) < x.shape[1]
    ):
        return _because(blank, "collinear")
    try:
        fit = logistic(in_arm, x)
    except np.linalg.LinAlgError:
        # Newton's information vanishes only where every fitted chance runs to 0 or 1.
        return _because(blank, "separated")
    if fit.status != "converged":
        return _because(blank, fit.status)
    return Propensity(
        fit.fitted, fit.coefficients, fit.std_err, fit.scores @ fit.covariance, design, "converged"
    )


def weights_of(chance: Floats, in_arm: Floats, scheme: Scheme = "ate") -> Floats:
    """Return each patient's weight, shape (n,).

    Notes
    -----
    With p the chance of the arm, for arm · reference: ``ate`` 1/p · 1/(1 − p), everybody's
    effect; ``stabilized`` the same times the arm's share of the patients; ``att`` 1 · p/(1 − p),
    the effect in those given the arm; ``overlap`` 1 − p · p, the effect where both arms occur.

    References
    ----------
    Robins, Hernán, Brumback (2000) Epidemiology 11:550. Li, Morgan, Zaslavsky (2018) JASA
    113:390.
    """
    given = in_arm == 1
    if scheme == "ate":
        return np.where(given, 1 / chance, 1 / (1 - chance))
    if scheme == "stabilized":
        share = in_arm.mean()
        return np.where(given, share / chance, (1 - share) / (1 - chance))
    if scheme == "att":
        return np.where(given, 1.0, chance / (1 - chance))
    if scheme == "overlap":
        return np.where(given, 1 - chance, chance)
    raise ValueError(f"no weights '{scheme}'; there are 'ate', 'stabilized', 'att' and 'overlap'")


def weight_slopes(chance: Floats, in_arm: Floats, scheme: Scheme) -> Floats:
    """Return the derivative of each patient's weight by the logit of the chance, shape (n,)."""
    weight, given = weights_of(chance, in_arm, scheme), in_arm == 1
    if scheme == "overlap":
        return np.where(given, -1.0, 1.0) * chance * (1 - chance)
    if scheme == "att":
        return np.where(given, 0.0, weight)
    return weight * np.where(given, chance - 1, chance)


def effective_size(weights: Floats) -> float:
    """Return Kish's effective sample size: squared sum over sum of squares; 0 for nobody."""
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def weighted_risks(success: Floats, in_arm: Floats, weights: Floats) -> WeightedRisks:
    """Return the weighted proportion with success of each arm (Hájek), the weights held fixed."""
    found = []
    for given in (in_arm == 1, in_arm == 0):
        weight = np.where(given, weights, 0.0)
        risk = float(weight @ success / weight.sum())
        same = success[given][:1]
        if (success[given] == same).all():  # to the last digit, or a spread is made of rounding
            risk = float(same.item() if same.size else risk)
        found.append((risk, weight * (success - risk) / weight.sum()))
    return WeightedRisks(found[0][0], found[1][0], found[0][1], found[1][1])


def with_model(risks: WeightedRisks, model: Propensity, slopes: Floats) -> WeightedRisks:
    """Return the same risks, their influences with the propensity counted as estimated.

    Parameters
    ----------
    risks
        From `weighted_risks`.
    model
        The propensity model the weights came from.
    slopes : shape (n,)
        `weight_slopes` over the weights: their relative change per unit of the logit.

    References
    ----------
    Lunceford, Davidian (2004) Stat Med 23:2937.
    """

    def moved(influence: Floats) -> Floats:
        return influence + model.influence @ (model.design.T @ (slopes * influence))

    return risks._replace(on_arm=moved(risks.on_arm), on_reference=moved(risks.on_reference))


def risk_difference(risks: WeightedRisks) -> Effect:
    """Return arm minus reference with its robust standard error."""
    influence = risks.on_arm - risks.on_reference
    return Effect(risks.arm - risks.reference, float(np.sqrt(influence @ influence)))


def log_risk_ratio(risks: WeightedRisks) -> Effect:
    """Return the logarithm of arm over reference with its robust standard error."""
    if not (risks.arm > 0 and risks.reference > 0):
        return Effect(None, None)
    influence = risks.on_arm / risks.arm - risks.on_reference / risks.reference
    value = float(np.log(risks.arm) - np.log(risks.reference))
    return Effect(value, float(np.sqrt(influence @ influence)))


def limits(effect: Effect, conf_level: float = 0.95) -> tuple[float, float] | None:
    """Return normal limits on the scale of the effect; None without a standard error above 0."""
    if effect.value is None or not effect.std_err:
        return None
    reach = float(ndtri(0.5 + conf_level / 2)) * effect.std_err
    return effect.value - reach, effect.value + reach


def _because(blank: Propensity, status: Status) -> Propensity:
    return Propensity(
        blank.chance, blank.coefficients, blank.std_err, blank.influence, blank.design, status
    )
