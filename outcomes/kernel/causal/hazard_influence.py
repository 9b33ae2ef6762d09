"""How survival standardized over all patients moves with each patient's weight, at given times."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from outcomes.kernel.cox.fit import CoxFit
from outcomes.kernel.cox.residuals import EventMeans, event_means, score_residuals
from outcomes.kernel.cox.risk_sets import RiskSets
from outcomes.kernel.curves.counting import Floats, Integers


class HazardInfluence(NamedTuple):
    """How a stratum's cumulative hazard moves with each (sorted) patient's weight.

    With coefficients held, patient i moves the hazard after k of the stratum's event times by
    ``-risk[i] * squares[k]`` while at risk (``k < passed[i]``) and by ``final[i]`` afterwards.
    The coefficients move it by ``-drift[k] @ (their influence)``.

    Attributes
    ----------
    time : shape (K,)
        Event times of the stratum.
    hazard, squares : shape (K + 1,)
        Cumulative hazard of risk 1 after none, one, two … event times; and of its variance.
    drift : shape (K + 1, p)
    risk, final, passed : shape (n,)
        Zero, zero and any for patients of another stratum.
    """

    time: Floats
    hazard: Floats
    squares: Floats
    drift: Floats
    risk: Floats
    final: Floats
    passed: Integers

    def direct(self, k: Integers) -> Floats:
        """Return the influences with coefficients held after ``k`` event times, (n, len(k))."""
        at_risk = -self.risk[:, None] * self.squares[k]
        return np.where(k >= self.passed[:, None], self.final[:, None], at_risk)

    def weighted(self, k: Integers, weights: Floats) -> Floats:
        """Return ``direct(k) @ weights``, (n, m), for k that never falls, without (n, len(k)).

        ``weights`` has shape (len(k), m).
        """
        zero = np.zeros((1, weights.shape[1]))
        after = np.concatenate([np.cumsum(weights[::-1], axis=0)[::-1], zero])
        before = np.concatenate([zero, np.cumsum(weights * self.squares[k, None], axis=0)])
        split = np.searchsorted(k, self.passed, side="left")
        return np.asarray(self.final[:, None] * after[split] - self.risk[:, None] * before[split])


class World(NamedTuple):
    """Covariates and risk of each sorted patient in one world, and the hazard they multiply."""

    x: Floats
    risk: Floats
    baseline: HazardInfluence


def coefficient_influence(model: CoxFit) -> Floats:
    """Return each sorted patient's influence on the coefficients, shape (n, p)."""
    scores = score_residuals(model)[model.risk_sets.order]
    return np.asarray(scores @ np.nan_to_num(model.covariance))


def hazard_influence(model: CoxFit, stratum: int = 0) -> HazardInfluence:
    """Return a stratum's cumulative hazard with its influences; the model must have events."""
    sets = model.risk_sets
    means = event_means(sets, model.x, np.nan_to_num(model.coefficients))
    groups = np.flatnonzero(sets.group_stratum == stratum)
    first = int(groups[0]) if groups.size else 0

    def path(per_event: Floats) -> Floats:
        sums = np.add.reduceat(per_event, sets.group_starts, axis=0)[groups]
        return np.concatenate([np.zeros((1, *sums.shape[1:])), np.cumsum(sums, axis=0)])

    squares = path(means.hazard**2)
    inside = sets.stratum == stratum
    risk = np.where(inside, means.risk, 0.0)
    passed = np.where(inside, sets.last + 1 - first, 0)
    final = np.where(inside, _own_event(sets, means) - risk * squares[passed], 0.0)
    return HazardInfluence(
        time=sets.group_time[groups],
        hazard=path(means.hazard),
        squares=squares,
        drift=path(means.hazard[:, None] * means.mean),
        risk=risk,
        final=final,
        passed=passed,
    )


def covariances(influence: tuple[Floats, Floats]) -> Floats:
    """Return the covariance of two means from influences of shape (n, m), shape (m, 2, 2)."""
    a, b = influence
    cross = np.einsum("ij,ij->j", a, b)
    rows = [np.einsum("ij,ij->j", a, a), cross, cross, np.einsum("ij,ij->j", b, b)]
    return np.stack(rows, axis=1).reshape(-1, 2, 2)


def worlds_of(model: CoxFit, by_arm: bool) -> tuple[World, World]:
    """Return the world of the reference and that of the arm; see `standardization.standardize`."""
    beta = np.nan_to_num(model.coefficients)
    if by_arm:
        risk = np.exp(model.x @ beta)
        reference, arm = (World(model.x, risk, hazard_influence(model, s)) for s in (0, 1))
        return reference, arm
    baseline = hazard_influence(model)
    found = []
    for treated in (0.0, 1.0):
        x = model.x.copy()
        x[:, 0] = treated - model.means[0]
        found.append(World(x, np.exp(x @ beta), baseline))
    return found[0], found[1]


def world_influences(
    worlds: tuple[World, World], change: Floats, times: Floats
) -> tuple[Floats, tuple[Floats, Floats]]:
    """Return the mean survival at ``times``, shape (m, 2), and the influences on it, (n, m)."""
    means, influences = [], []
    direct: Floats = np.zeros((0, 0))
    n = len(change)
    for index, world in enumerate(worlds):
        base = world.baseline
        k = np.searchsorted(base.time, times, side="right")
        if index == 0 or base is not worlds[0].baseline:
            direct = base.direct(k)
        hazard = base.hazard[k]
        survival = np.exp(-world.risk[:, None] * hazard)
        mean = survival.mean(axis=0)
        slope = world.risk @ survival / n
        # Moving the coefficients moves the baseline (drift) and each patient's own risk.
        moved = (world.risk[:, None] * world.x).T @ survival / n
        lean = slope * base.drift[k].T - hazard * moved
        survival -= mean
        survival /= n
        survival -= slope * direct
        survival += change @ lean
        means.append(mean)
        influences.append(survival)
    return np.stack(means, axis=1), (influences[0], influences[1])


def _own_event(sets: RiskSets, means: EventMeans) -> Floats:
    """What a patient's own event adds to the hazard: its share of the step, and what it spares."""
    added = np.zeros(sets.n)
    starts, group = sets.group_starts, sets.dying_group
    size = np.diff(np.append(starts, group.size))
    step = np.add.reduceat(means.hazard, starts) / size
    spared = np.add.reduceat(means.hazard**2 * sets.fraction, starts)
    added[sets.dying] = step[group] + means.risk[sets.dying] * spared[group]
    return added
