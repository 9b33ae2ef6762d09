"""Mean survival in both worlds and its covariances, at every time or at very many."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from outcomes.kernel.causal.exponential_sums import exponential_sums
from outcomes.kernel.causal.hazard_influence import World, covariances, world_influences
from outcomes.kernel.causal.nuisance import blocks
from outcomes.kernel.causal.world_covariances import covariances_of_few
from outcomes.kernel.curves.counting import Floats

# Times with a covariance of their own where there are very many.
_THINNED = 400


class Means(NamedTuple):
    """Means, their covariances, and what each patient moves the areas under them by.

    Shapes (m, 2), (m, 2, 2) and (n, 2).
    """

    mean: Floats
    covariance: Floats
    area: Floats


def at_every_time(
    worlds: tuple[World, World], change: Floats, times: Floats, widths: Floats
) -> Means:
    """Average survival at ``times``; ``widths`` (m,) are those of the steps of the area."""
    n = len(change)
    mean, spread = np.empty((times.size, 2)), np.empty((times.size, 2, 2))
    area = np.zeros((n, 2))
    for part in blocks(times.size, n):
        mean[part], influence = world_influences(worlds, change, times[part])
        spread[part] = covariances(influence)
        if widths.any():
            area += np.stack([psi @ widths[part] for psi in influence], axis=1)
    return Means(mean, spread, area)


def at_many_times(
    worlds: tuple[World, World], change: Floats, times: Floats, widths: Floats
) -> Means:
    """As `at_every_time`, the covariances interpolated between 400 of the times.

    Means and areas stay exact, but for rounding.
    """
    # Closer to both ends, where every event moves the covariance most.
    far = np.geomspace(1, times.size / 2, _THINNED // 2).round().astype(np.intp)
    chosen = np.unique(np.concatenate([far - 1, times.size - far]))
    coarse = covariances_of_few(worlds, change, times[chosen])
    if coarse is None:
        coarse = at_every_time(worlds, change, times[chosen], np.zeros(chosen.size)).covariance
    every = np.arange(times.size)
    entries = [np.interp(every, chosen, entry) for entry in coarse.reshape(-1, 4).T]
    found = [_of_world(world, change, times, widths) for world in worlds]
    return Means(
        np.stack([mean for mean, _ in found], axis=1),
        np.stack(entries, axis=1).reshape(-1, 2, 2),
        np.stack([area for _, area in found], axis=1),
    )


def _of_world(world: World, change: Floats, times: Floats, widths: Floats) -> tuple[Floats, Floats]:
    base, n = world.baseline, len(change)
    k = np.searchsorted(base.time, times, side="right")
    hazard = base.hazard[k]
    columns = np.column_stack([np.ones(n), world.risk, world.risk[:, None] * world.x]) / n
    sums = exponential_sums(world.risk, columns, hazard)
    mean, slope, moved = sums[:, 0], sums[:, 1], sums[:, 2:]
    if not widths.any():
        return mean, np.zeros(n)
    own = exponential_sums(hazard, widths[:, None], world.risk)[:, 0]
    lean = widths @ (slope[:, None] * base.drift[k] - hazard[:, None] * moved)
    direct = base.weighted(k, (widths * slope)[:, None])[:, 0]
    return mean, (own - widths @ mean) / n - direct + change @ lean
