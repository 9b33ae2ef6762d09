"""Survival in both treatment worlds by weighting, and by weighting and a model together (AIPTW).

Three models are fitted: who got the arm (logistic), the event and censoring (Cox). Columns 0 and
1 of what is returned are the worlds in which everybody gets the reference and the arm.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from outcomes.kernel.causal.hazard_influence import covariances
from outcomes.kernel.causal.model_influence import through_integrals, through_outcome
from outcomes.kernel.causal.nuisance import (
    Nuisance,
    blocks,
    known_lost,
    predicted,
    risk_and_hazard,
    through_censoring,
    through_treatment,
    treatment_weights,
)
from outcomes.kernel.causal.standardization import Worlds
from outcomes.kernel.curves.counting import Floats


def augmented_survival(models: Nuisance, times: ArrayLike) -> Worlds:
    """Estimate survival at ``times`` by augmented inverse probability weighting (AIPTW).

    Notes
    -----
    Right if either the outcome model, or both the treatment and the censoring model, is right.
    The influence function behind the standard error holds the sample and all three models: it is
    the derivative of the estimate in each patient's weight. R's
    ``riskRegression::ate(estimator = "AIPTW")``.

    References
    ----------
    Zhang, Schaubel (2012) Biometrics 68:999. Ozenne et al. (2020) Biometrical Journal 62:751.
    """
    at = np.atleast_1d(np.asarray(times, dtype=np.float64))
    model, weights = predicted(models, at), treatment_weights(models)
    observed = np.where(models.arm[:, None] == 1, model[1], model[0])
    lost, n = known_lost(models, at), len(models.time)
    # What weighting adds to the model: survival known to be lost, and what censoring took.
    first, second = _censoring_integrals(models, at)
    residual = 1.0 - observed - lost - first + observed * second
    parts = weights[0][:, None] * residual / n, weights[1][:, None] * residual / n
    of_treatment = through_treatment(models, parts)
    of_integrals = through_integrals(models, at, weights, observed)
    means, influences = [], []
    for world, weight in enumerate(weights):
        # Of survival: the model's, less the weighted excess of risk over the model's.
        value = model[world] + weight[:, None] * residual
        mean = value.mean(axis=0)
        means.append(mean)
        slope = weight[:, None] * (1 - second) * observed - model[world]
        moved = of_treatment[world] + of_integrals[world] / n
        moved += through_outcome(models, at, world, slope / n)
        moved -= through_censoring(models, weight[:, None] * lost / n)
        influences.append((value - mean) / n + moved)
    return Worlds(at, np.stack(means, axis=1), covariances((influences[0], influences[1])))


def _censoring_integrals(models: Nuisance, at: Floats) -> tuple[Floats, Floats]:
    """Integrate 1/G and 1/(S G) over the censoring martingale up to ``at``, each (n, len(at)).

    S and G are the chances of being event-free and uncensored as treated.
    """
    risk, base = risk_and_hazard(models.censoring)
    own, events = risk_and_hazard(models.outcome)
    hazard = events.total[np.searchsorted(events.time, base.time, side="right")]
    upto = np.searchsorted(base.time, np.minimum(models.time[:, None], at), side="right")
    left = (models.event == 0)[:, None] & (models.time[:, None] <= at)
    first, second = np.zeros(upto.shape), np.zeros(upto.shape)
    if not base.time.size:
        return first, second
    steps = np.diff(base.total)
    jump = np.searchsorted(base.time, models.time, side="left").clip(max=base.time.size - 1)
    for rows in blocks(len(risk), base.time.size):
        # Elsewhere a coefficient that runs away would leave the range of numbers.
        used = (models.time[rows, None] >= base.time) & (base.time <= at.max())
        weight = np.exp(np.where(used, risk[rows, None] * base.total[:-1], 0.0))
        longer = np.exp(np.where(used, own[rows, None] * hazard, 0.0))
        for total, integrand in ((first, weight), (second, weight * longer)):
            compensator = np.zeros((integrand.shape[0], base.time.size + 1))
            np.cumsum(integrand * (risk[rows, None] * steps), axis=1, out=compensator[:, 1:])
            at_own = np.take_along_axis(integrand, jump[rows, None], axis=1)
            total[rows] = left[rows] * at_own - np.take_along_axis(compensator, upto[rows], axis=1)
    return first, second
