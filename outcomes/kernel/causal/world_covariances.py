"""Covariances of the mean survival in two worlds where few different risks tell all patients."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from outcomes.kernel.causal.hazard_influence import HazardInfluence, World
from outcomes.kernel.curves.counting import Floats, Integers, suffix_sums

_MOST = 256
"""Different risks up to which sums over them are less than sums over patients."""


class _Alike(NamedTuple):
    """Patients of the same risk in both worlds: the first, how many, and which each one is of."""

    first: Integers
    size: Floats
    codes: Integers

    def sums(self, values: Floats) -> Floats:
        """Sum ``values`` of the patients, shape (n, c), over those alike, shape (K, c)."""
        k = self.size.size
        return np.stack([np.bincount(self.codes, column, k) for column in values.T], axis=1)


class _Moved(NamedTuple):
    """Sums over patients of what each moves the hazard by with coefficients held (``direct``).

    Attributes
    ----------
    alike : shape (K, m)
        Over those alike.
    squared : shape (m,)
        Of its square.
    change : shape (p, m)
        Times what the patient moves the coefficients by.
    """

    alike: Floats
    squared: Floats
    change: Floats


class _Side(NamedTuple):
    """One world: survival less its mean, of those alike, (K, m), and what both are moved by.

    ``lean``, (p, m), is the derivative of the mean in the coefficients, ``slope``, (m,), that
    in the hazard; ``shared``, (p, m), sums survival times what moves the coefficients.
    """

    apart: Floats
    slope: Floats
    lean: Floats
    shared: Floats
    moved: _Moved


def covariances_of_few(worlds: tuple[World, World], change: Floats, times: Floats) -> Floats | None:
    """Return what `world_influences` and `covariances` do, shape (m, 2, 2), without (n, m).

    None where there are many different risks.

    Notes
    -----
    An influence has three parts: the patient's survival, which depends on the risk; what the
    patient moves the hazard by, one of two values that depend on whether the time is past; and
    what goes through the coefficients. Sums of their products are sums over risks and over
    patients up to each time.
    """
    alike = _alike(worlds)
    if alike is None:
        return None
    n, bases = len(change), [world.baseline for world in worlds]
    first = _moved(bases[0], change, times, alike)
    second = first if bases[0] is bases[1] else _moved(bases[1], change, times, alike)
    sides = [
        _side(world, change, times, alike, moved)
        for world, moved in zip(worlds, (first, second), strict=True)
    ]
    across = change.T @ change
    covariance = np.empty((times.size, 2, 2))
    for i, a in enumerate(sides):
        for j, b in enumerate(sides):
            found = alike.size @ (a.apart * b.apart) / n**2
            found -= (a.apart * b.moved.alike).sum(axis=0) * b.slope / n
            found -= (b.apart * a.moved.alike).sum(axis=0) * a.slope / n
            found += ((a.shared * b.lean).sum(axis=0) + (b.shared * a.lean).sum(axis=0)) / n
            found -= (a.moved.change * b.lean).sum(axis=0) * a.slope
            found -= (b.moved.change * a.lean).sum(axis=0) * b.slope
            found += (a.lean * (across @ b.lean)).sum(axis=0)
            if a.moved is b.moved:  # nobody moves the hazards of two strata
                found += a.slope * b.slope * a.moved.squared
            covariance[:, i, j] = found
    return covariance


def _alike(worlds: tuple[World, World]) -> _Alike | None:
    risks, first, codes, size = np.unique(
        worlds[0].risk, return_index=True, return_inverse=True, return_counts=True
    )
    if risks.size > _MOST or (worlds[1].risk[first][codes] != worlds[1].risk).any():
        return None
    return _Alike(first, size.astype(np.float64), codes)


def _side(world: World, change: Floats, times: Floats, alike: _Alike, moved: _Moved) -> _Side:
    base, n = world.baseline, len(change)
    k = np.searchsorted(base.time, times, side="right")
    hazard = base.hazard[k]
    risk = world.risk[alike.first, None]
    survival = np.exp(-risk * hazard)
    weighted = risk * survival
    slope = alike.size @ weighted / n
    lean = slope * base.drift[k].T - hazard * (alike.sums(world.x).T @ weighted / n)
    apart = survival - alike.size @ survival / n
    return _Side(apart, slope, lean, alike.sums(change).T @ apart, moved)


def _moved(base: HazardInfluence, change: Floats, times: Floats, alike: _Alike) -> _Moved:
    k = np.searchsorted(base.time, times, side="right")
    m, groups = times.size, alike.size.size
    split = np.searchsorted(k, base.passed, side="left")  # the first time that is past
    squares = base.squares[k]

    def direct(past: Floats, still: Floats, by: Integers, cells: int, at_risk: Floats) -> Floats:
        """Sum the first over patients whose time is past, the second over the others."""
        both = (np.bincount(by, values, cells * (m + 1)) for values in (past, still))
        before, after = (np.asarray(v, np.float64).reshape(m + 1, cells) for v in both)
        later = suffix_sums(after)[1:-1]
        return np.asarray(np.cumsum(before, axis=0)[:m] + at_risk[:, None] * later).T

    columns = [
        direct(base.final * column, base.risk * column, split, 1, -squares)[0]
        for column in change.T
    ]
    return _Moved(
        direct(base.final, base.risk, split * groups + alike.codes, groups, -squares),
        direct(base.final**2, base.risk**2, split, 1, squares**2)[0],
        np.stack(columns),
    )
