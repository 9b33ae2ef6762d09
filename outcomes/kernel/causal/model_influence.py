"""What each patient moves a doubly robust estimate by through the models it is made of.

The models are those of `nuisance`; what goes through the treatment weights and the weights of
censoring alone is there, here is what goes through predicted survival and through integrals over
the censoring martingale.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from outcomes.kernel.causal.hazard_influence import coefficient_influence, hazard_influence
from outcomes.kernel.causal.nuisance import Nuisance, blocks, risk_and_hazard
from outcomes.kernel.curves.counting import Floats


class _Slopes(NamedTuple):
    """Derivatives of weighted sums of the two integrals, for each of c sums.

    Attributes
    ----------
    outcome : shape (K, c)
        In the outcome's hazard of risk 1 at each censoring time.
    before, step : shape (K, c)
        In the censoring hazard just before each censoring time, and in its step there.
    outcome_lean, censoring_lean : shape (n, c)
        In each patient's linear predictor of outcome and of censoring.
    """

    outcome: Floats
    before: Floats
    step: Floats
    outcome_lean: Floats
    censoring_lean: Floats


def through_outcome(models: Nuisance, at: Floats, world: int, slope: Floats) -> Floats:
    """What each patient moves an estimate by through survival predicted in a world, (n, len(at)).

    ``slope``: the estimate's derivative in each patient's cumulative hazard, (n, len(at)).
    """
    model = models.outcome
    if not model.risk_sets.dying.size:
        return np.zeros(slope.shape)
    base = hazard_influence(model)
    k = np.searchsorted(base.time, at, side="right")
    x = model.x.copy()
    x[:, 0] = world - model.means[0]
    moved = slope * np.exp(x @ np.nan_to_num(model.coefficients))[:, None]
    total = moved.sum(axis=0)
    lean = base.hazard[k] * (x.T @ moved) - total * base.drift[k].T
    return np.asarray(base.direct(k) * total + coefficient_influence(model) @ lean)


def through_integrals(
    models: Nuisance, at: Floats, weights: tuple[Floats, Floats], observed: Floats
) -> tuple[Floats, Floats]:
    """What each patient moves the sum of weight × (S ∫ dM / (S G) − ∫ dM / G) by.

    M is the censoring martingale, S before the integral (``observed``, (n, len(at))) is held; one
    array (n, len(at)) per world.
    """
    n, m = observed.shape
    if not models.censoring.risk_sets.dying.size:
        return np.zeros((n, m)), np.zeros((n, m))
    both = np.repeat(np.column_stack(weights), m, axis=1)
    slopes = _slopes(models, np.tile(at, 2), both, np.tile(observed, 2))
    base = hazard_influence(models.censoring)
    of_hazard = np.zeros((base.time.size + 1, 2 * m))
    of_hazard[:-1] = slopes.before - slopes.step
    of_hazard[1:] += slopes.step
    lean = models.censoring.x.T @ slopes.censoring_lean - base.drift.T @ of_hazard
    moved = base.weighted(np.arange(base.time.size + 1), of_hazard)
    moved += coefficient_influence(models.censoring) @ lean
    if models.outcome.risk_sets.dying.size:
        events = hazard_influence(models.outcome)
        k = np.searchsorted(events.time, base.time, side="right")
        lean = models.outcome.x.T @ slopes.outcome_lean - events.drift[k].T @ slopes.outcome
        moved += events.weighted(k, slopes.outcome) + coefficient_influence(models.outcome) @ lean
    return moved[:, :m], moved[:, m:]


def _slopes(models: Nuisance, at: Floats, weights: Floats, observed: Floats) -> _Slopes:
    risk, base = risk_and_hazard(models.censoring)
    own, events = risk_and_hazard(models.outcome)
    hazard = events.total[np.searchsorted(events.time, base.time, side="right")]
    inside = (base.time[:, None] <= at).astype(np.float64)
    steps = np.diff(base.total)
    outcome, before, step = (np.zeros(inside.shape) for _ in range(3))
    outcome_lean, censoring_lean = np.zeros(weights.shape), np.zeros(weights.shape)
    for rows in blocks(len(risk), base.time.size):
        stays = models.time[rows, None] >= base.time
        leaves = (models.time[rows, None] == base.time) & (models.event[rows, None] == 0)
        martingale = leaves - stays * (risk[rows, None] * steps)
        # Elsewhere a coefficient that runs away would leave the range of numbers.
        used = stays & (base.time <= at.max())
        plain = np.exp(np.where(used, risk[rows, None] * base.total[:-1], 0.0))
        longer = plain * np.exp(np.where(used, own[rows, None] * hazard, 0.0))
        second = weights[rows] * observed[rows]
        for integrand, weight in ((plain, -weights[rows]), (longer, second)):
            moved, held = integrand * martingale, integrand * stays
            scaled = risk[rows, None] * weight
            before += moved.T @ scaled
            step -= held.T @ scaled
            gap = moved @ (inside * base.total[:-1, None]) - held @ (inside * steps[:, None])
            censoring_lean[rows] += scaled * gap
        scaled, moved = own[rows, None] * second, longer * martingale
        outcome += moved.T @ scaled
        outcome_lean[rows] = scaled * (moved @ (inside * hazard[:, None]))
    return _Slopes(outcome * inside, before * inside, step * inside, outcome_lean, censoring_lean)
