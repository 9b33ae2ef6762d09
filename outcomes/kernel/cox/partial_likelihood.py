"""The Cox partial likelihood: its value, slope and curvature, and the climb to its maximum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcomes.kernel.cox.patterns import Rows
from outcomes.kernel.cox.risk_sets import Ties
from outcomes.kernel.curves.counting import Floats

Flags = NDArray[np.bool_]
MAX_ITERATIONS = 40
# Newton decrement (twice the log-likelihood still to gain) per unit of log-likelihood
# at which coefficients stand still.
DECREMENT = 1e-21


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Log partial likelihood, score and information at one value of the coefficients."""

    log_likelihood: float
    score: Floats
    information: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Crowds:
    """What Efron's method takes off where events are tied; one row or number per crowd.

    The mean over a risk set, less ``fraction`` of the events, lies on the line from ``mean`` of
    the whole set along ``away``; ``spared`` and ``squared`` are the sums of the fraction and of
    its square over the events, each times the hazard.
    """

    ties: Ties
    mean: Floats
    away: Floats
    spared: Floats
    squared: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """What the risk sets hold at one value of the coefficients.

    Attributes
    ----------
    sets, x, rx
        The rows, their covariates, and those times the risk.
    mean, size, hazard
        Per event time: mean of ``x`` over the risk set, weight of the events, and the hazard they
        add for a row of risk 1.
    crowds
        None where no events are tied.
    """

    sets: Rows
    x: Floats
    rx: Floats
    mean: Floats
    size: Floats
    hazard: Floats
    crowds: Crowds | None = None

    def score(self, scale: Floats | None = None) -> Floats:
        """Return the score; with ``scale``, each event time's part of it times that."""
        if scale is None:
            score = self.sets.died @ self.x - self.size @ self.mean
        else:
            died = scale @ self.sets.tied(self.sets.weight[:, None] * self.x)
            score = died - (self.size * scale) @ self.mean
        if self.crowds is None:
            return np.asarray(score)
        return np.asarray(score - self._spared(self.crowds, scale) @ self.crowds.away)

    def information(self, scale: Floats | None = None) -> Floats:
        """Return the information, each event time's part of it times ``scale``.

        Notes
        -----
        The second moments need no sum over risk sets: each row's ``x x'`` counts with the hazard
        it went through, so the information is two matrix products. Of events tied at a time, each
        mean of Efron's lies on the line from that of the risk set away from that of the events, so
        sums per time are all that is needed.
        """
        size, hazard = self.size, self.hazard
        if scale is not None:
            size, hazard = size * scale, hazard * scale
        seen = self.mean.T @ (self.mean * size[:, None])
        through = self.sets.through(hazard)
        if self.crowds is not None:
            ties, away = self.crowds.ties, self.crowds.away
            spared, squared = self._spared(self.crowds, scale), self.crowds.squared
            if scale is not None:
                squared = squared * scale[ties.crowds]
            crossed = self.crowds.mean.T @ (away * spared[:, None])
            seen += crossed + crossed.T + away.T @ (away * squared[:, None])
            self.sets.spare(through, spared, ties)
        information = self.rx.T @ (self.x * through[:, None]) - seen
        return np.asarray((information + information.T) / 2)

    @staticmethod
    def _spared(crowds: Crowds, scale: Floats | None) -> Floats:
        return crowds.spared if scale is None else crowds.spared * scale[crowds.ties.crowds]


def evaluate(sets: Rows, x: Floats, beta: Floats, offset: Floats | float = 0.0) -> Step:
    """Compute the log partial likelihood, score and information at ``beta``."""
    log_likelihood, found = moments(sets, x, beta, offset)
    return Step(log_likelihood, found.score(), found.information())


def moments(
    sets: Rows, x: Floats, beta: Floats, offset: Floats | float = 0.0
) -> tuple[float, Moments]:
    """Compute the log partial likelihood at ``beta``, and what its slope and curvature are of."""
    eta = x @ beta + offset
    shift = eta.max()
    risk = sets.weight * np.exp(eta - shift)
    both = np.empty((x.shape[0], x.shape[1] + 1))
    both[:, 0] = risk
    rx = np.multiply(x, risk[:, None], out=both[:, 1:])
    total = sets.sums(both)
    left, mean = total[:, 0], total[:, 1:] / total[:, :1]
    hazard, ties = sets.deaths / left, sets.ties
    log_likelihood = sets.died @ (eta - shift)
    if ties is None:
        log_likelihood -= sets.deaths @ np.log(left)
        return float(log_likelihood), Moments(sets, x, rx, mean, sets.deaths, hazard)
    if ties.crowds.size < left.size:
        log_likelihood -= ties.lone @ np.log(left)
    events = sets.crowded(both, ties)
    left = left[ties.crowds][ties.crowd] - ties.fraction * events[ties.crowd, 0]
    log_likelihood -= ties.share @ np.log(left)
    each = ties.share / left
    part = each * ties.fraction
    hazard[ties.crowds] = np.add.reduceat(each, ties.starts)
    inside = mean[ties.crowds]
    crowds = Crowds(
        ties,
        mean=inside,
        away=inside * events[:, :1] - events[:, 1:],
        spared=np.add.reduceat(part, ties.starts),
        squared=np.add.reduceat(part * ties.fraction / left, ties.starts),
    )
    return float(log_likelihood), Moments(sets, x, rx, mean, sets.deaths, hazard, crowds)


STUCK = 10.0  # log hazard ratio per standard deviation: no data of ours hold such a one


def climb(
    sets: Rows,
    x: Floats,
    start: Step,
    offset: Floats | float = 0.0,
    *,
    at: Floats | None = None,
) -> tuple[Floats, Step, int, Flags]:
    """Climb to the maximum by Newton–Raphson with step halving, from ``start``.

    ``start`` is the likelihood at coefficients ``at``, by default zero.
    Returns the coefficients, the likelihood there, the iterations, and which coefficients run
    away: they still move although nothing is left to gain, so the likelihood has no maximum.
    """
    beta, here = np.zeros(x.shape[1]) if at is None else at, start
    scale = sets.spread(x)
    runaway = np.zeros(beta.size, dtype=bool)
    for iteration in range(MAX_ITERATIONS):
        move = _solve(here.information, here.score)
        slack = 1e-10 * abs(here.log_likelihood)
        gain = float(here.score @ move)
        if gain < DECREMENT * max(1.0, abs(here.log_likelihood)):
            return beta + move, here, iteration, runaway
        if gain < 1e-8 and (np.abs(move) * scale > 0.01).any():
            return beta, here, iteration, np.abs(move) * scale > 0.01
        there = _far(sets, x, beta + move, offset)
        while there is None or there.log_likelihood < here.log_likelihood - slack:
            move = move / 2
            there = _far(sets, x, beta + move, offset)
            if np.abs(move).max() < 1e-12:  # stuck where the next risks leave the numbers
                return beta, here, iteration, runaway | (np.abs(beta) * scale > STUCK)
        beta, here = beta + move, there
    return beta, here, MAX_ITERATIONS, runaway


def _far(sets: Rows, x: Floats, beta: Floats, offset: Floats | float) -> Step | None:
    """Evaluate where a step may have gone too far: None where risks leave the range of numbers."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        there = evaluate(sets, x, beta, offset)
    # A risk set of which all risks vanish would look infinitely likely.
    known = np.isfinite(there.log_likelihood) and np.isfinite(there.information).all()
    return there if known else None


def _solve(information: Floats, score: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.solve(information, score))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(information, hermitian=True) @ score)


def independent_columns(information: Floats, reach: Floats) -> Flags:
    """Return which columns carry information that those before do not (R's order of dropping).

    ``reach`` is the largest information each column could carry; less than 1e-13 of it is the
    residue of a column that is constant in every risk set.
    """
    kept: Flags = np.diag(information) > 1e-13 * reach
    size = np.sqrt(np.maximum(np.diag(information), 0.0))
    scaled = information / np.outer(np.where(kept, size, 1.0), np.where(kept, size, 1.0))
    if kept.all():
        try:
            if np.diag(np.linalg.cholesky(scaled)).min() > 1e-6:
                return kept
        except np.linalg.LinAlgError:
            pass
    for j in np.flatnonzero(kept):
        before = np.flatnonzero(kept[:j])
        with_j = scaled[np.ix_([*before, j], [*before, j])]
        kept[j] = np.linalg.matrix_rank(with_j, tol=1e-11, hermitian=True) > before.size
    return kept
