"""Events known only to have happened between two looks: Turnbull's estimate, causes competing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import nnls

from outcomes.kernel.curves.counting import Floats, Integers, to_vector

_TOLERANCE = 1e-9  # of the gradient at the maximum, relative to the number of patients
_STEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class IntervalCensored:
    """Where the maximum of the likelihood puts events: ``mass`` of a cause in ``(low, high]``.

    ``low == high`` is one time. How mass lies within an interval the data do not say.
    """

    low: Floats
    high: Floats
    cause: Integers
    mass: Floats

    def incidence(self, at: float, of: int = 1) -> tuple[float, float, float]:
        """Return the incidence of a cause by a time: the least, as if even, the most it can be."""
        mine = self.cause == of
        low, high, mass = self.low[mine], self.high[mine], self.mass[mine]
        width = np.where(np.isfinite(high - low) & (high > low), high - low, 1.0)
        within = (low < at) & (at < high)
        even = np.where(np.isfinite(high), np.clip((at - low) / width, 0.0, 1.0), 0.0)
        over = float(mass[high <= at].sum())
        return (
            over,
            over + float((mass * even)[within].sum()),
            over + float(mass[within].sum()),
        )


def interval_censored(
    left: ArrayLike, right: ArrayLike, cause: ArrayLike, weights: ArrayLike | None = None
) -> IntervalCensored:
    """Estimate when events happen that are known only to lie in ``(left, right]``.

    Parameters
    ----------
    left, right
        Last time known to be free of it and first known not to be, shape (n,); equal where the
        time is known. Of the censored ``right`` is not looked at.
    cause
        0 = censored at ``left``, or the number of the cause, shape (n,).
    weights
        Case weights, shape (n,).

    Notes
    -----
    Mass can lie only where an interval begins and none begins again before one ends (Turnbull),
    for each cause among the intervals it may have. Maximized by the constrained Newton method: a
    non-negative least squares fit per step, halved until the likelihood rises.

    References
    ----------
    Turnbull (1976) JRSS B 38:290. Hudgens, Satten, Longini (2001) Biometrics 57:74. Wang (2007)
    JRSS B 69:185.
    """
    low = np.asarray(left, dtype=np.float64)
    n = low.size
    cause = to_vector(cause, n, "cause").astype(np.intp)
    high = np.where(cause == 0, np.inf, to_vector(right, n, "right"))
    weight = np.ones(n) if weights is None else to_vector(weights, n, "weights")
    here = weight > 0
    low, high, cause, weight = low[here], high[here], cause[here], weight[here]
    cells = [_innermost(low, high, cause, k) for k in np.unique(cause[cause > 0])]
    if not cells:
        cells = [_innermost(low, high, cause, 1)]
    begins, ends, of = (np.concatenate(part) for part in zip(*cells, strict=True))
    may = (cause[:, None] == 0) | (cause[:, None] == of)
    inside = may & (low[:, None] <= begins) & (ends <= high[:, None])
    exact_later = (begins == ends) & (low[:, None] == begins) & (low < high)[:, None]
    mass = _maximized((inside & ~exact_later).astype(np.float64), weight)
    return IntervalCensored(begins, ends, of, mass)


def _innermost(
    low: Floats, high: Floats, cause: Integers, of: int
) -> tuple[Floats, Floats, Integers]:
    """Return the intervals of a cause that begin with a left limit followed by a right one."""
    mine = (cause == of) | (cause == 0)
    low, high = low[mine], high[mine]
    # At one time a known event comes first: it lies before an interval that is open there.
    kind = np.where(low == high, 0, 2)
    at = np.concatenate((low, high))
    rank = np.concatenate((kind, np.ones(high.size, dtype=np.intp)))
    order = np.lexsort((rank, at))
    at, begins = at[order], rank[order] != 1
    first = np.flatnonzero(begins[:-1] & ~begins[1:])
    return at[first], at[first + 1], np.full(first.size, of, dtype=np.intp)


def _maximized(inside: Floats, weight: Floats) -> Floats:
    """Return the mass of each cell at the maximum of ``sum(weight * log(inside @ mass))``."""
    inside, place = np.unique(inside, axis=0, return_inverse=True)
    weight = np.bincount(place.ravel(), weight).astype(np.float64)
    total, cells = weight.sum(), inside.shape[1]
    mass = np.full(cells, 1.0 / max(cells, 1))
    if not cells:
        return mass
    root = np.sqrt(weight)[:, None]
    for _ in range(_STEPS):
        chance = inside @ mass
        slope = inside / chance[:, None]
        if float((weight @ slope).max() / total) - 1.0 < _TOLERANCE:
            break
        # The quadratic about the present mass, with the sum of the mass as one more row.
        rows = np.vstack((root * (slope - 2.0), np.sqrt(total) * np.ones(cells)))
        goal = np.concatenate((np.zeros(len(inside)), [np.sqrt(total)]))
        aim, _ = nnls(rows, goal, maxiter=30 * cells)
        there = _uphill(inside, weight, mass, aim / aim.sum())
        if there is mass:  # no step is visible in the likelihood any more
            break
        mass = there
    return mass


def _uphill(inside: Floats, weight: Floats, mass: Floats, aim: Floats) -> Floats:
    """Return the furthest of the half steps towards the aim that raises the likelihood."""
    now = float(weight @ np.log(inside @ mass))
    step = 1.0
    while step > 1e-10:
        there = mass + step * (aim - mass)
        chance = inside @ there
        if (chance > 0).all() and float(weight @ np.log(chance)) > now:
            return there
        step /= 2
    return mass
