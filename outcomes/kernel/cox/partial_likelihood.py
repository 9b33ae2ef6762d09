"""The Cox partial likelihood: its value, slope and curvature, and the climb to its maximum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcomes.kernel.cox.patterns import Rows
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


def evaluate(sets: Rows, x: Floats, beta: Floats, offset: Floats | float = 0.0) -> Step:
    """Compute the log partial likelihood, score and information at ``beta``.

    Notes
    -----
    The second moments need no sum over risk sets: each row's ``x x'`` counts with the hazard it
    went through, so the information is two matrix products. Of events tied at a time, each
    mean of Efron's lies on the line from that of the risk set away from that of the events, so
    sums per time are all that is needed.
    """
    eta = x @ beta + offset
    shift = eta.max()
    risk = sets.weight * np.exp(eta - shift)
    rx = risk[:, None] * x
    both = np.column_stack((risk, rx))
    total, starts, group = sets.sums(both), sets.group_starts, sets.dying_group
    left = total[group, 0]
    tied = sets.fraction.any()
    if tied:
        events = sets.tied(both)
        left = left - sets.fraction * events[group, 0]
    log_likelihood = sets.died @ (eta - shift) - sets.share @ np.log(left)
    if not x.shape[1]:  # a profile of one coefficient asks for nothing but this
        return Step(float(log_likelihood), np.zeros(0), np.zeros((0, 0)))
    mean = total[:, 1:] / total[:, :1]
    size, hazard = np.add.reduceat(sets.share, starts), sets.share / left
    score = sets.died @ x - size @ mean
    seen = mean.T @ (mean * size[:, None])
    spared = np.add.reduceat(hazard * sets.fraction, starts) if tied else None
    if spared is not None:
        squared = np.add.reduceat(hazard * sets.fraction**2 / left, starts)
        away = mean * events[:, :1] - events[:, 1:]
        score -= spared @ away
        crossed = mean.T @ (away * spared[:, None])
        seen += crossed + crossed.T + away.T @ (away * squared[:, None])
    through = sets.through(np.add.reduceat(hazard, starts), spared)
    information = rx.T @ (x * through[:, None]) - seen
    return Step(float(log_likelihood), score, (information + information.T) / 2)


STUCK = 10.0  # log hazard ratio per standard deviation: no data of ours hold such a one


def climb(
    sets: Rows, x: Floats, start: Step, offset: Floats | float = 0.0
) -> tuple[Floats, Step, int, Flags]:
    """Climb to the maximum by Newton–Raphson with step halving.

    Returns the coefficients, the likelihood there, the iterations, and which coefficients run
    away: they still move although nothing is left to gain, so the likelihood has no maximum.
    """
    beta, here = np.zeros(x.shape[1]), start
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
