"""How well risks order the times of patients, counted without comparing every pair."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

BLOCK = 512  # patients whose pairs are compared one by one
TIED = 1e-8  # risks that differ by no more are the same


def concordance(time: Floats, event: Mask, risk: Floats, weights: Floats | None = None) -> float:
    """Return the share of comparable pairs in which the higher risk has the earlier event.

    Parameters
    ----------
    time, event
        Follow-up, and whether it ended in the event.
    risk
        Higher is worse; a pair of the same risk counts one half.
    weights
        Of each patient's event: one (Harrell) by default, or the squared inverse of being
        uncensored (Uno).

    Returns
    -------
    float
        nan where no pair is comparable.

    Notes
    -----
    Comparable is an event with whoever is followed longer, or is censored at the same time. In
    n log n steps: from the last time to the first, each event is looked up among the sorted risks
    of those after it.

    References
    ----------
    Harrell et al. (1982) JAMA 247:2543. Uno et al. (2011) Stat Med 30:1105.
    """
    order = np.argsort(time, kind="stable")
    time, event, risk = time[order], event[order], risk[order]
    weight = np.ones(len(time)) if weights is None else weights[order]
    later, won, compared = np.zeros(0), 0.0, 0.0
    for start, stop in _blocks(time):
        here = slice(start, stop)
        at = np.flatnonzero(event[here]) + start
        lower, tied, others = _ranked(later, risk[at])
        inside = _inside(time[here], event[here], risk[here])
        lower, tied, others = lower + inside[0], tied + inside[1], others + inside[2]
        won += float(weight[at] @ (lower + 0.5 * tied))
        compared += float(weight[at] @ others)
        later = np.sort(np.concatenate((risk[here], later)), kind="stable")
    return won / compared if compared else float("nan")


def _blocks(time: Floats) -> Iterator[tuple[int, int]]:
    """Yield stretches of whole times from the last to the first, about `BLOCK` patients each."""
    firsts = np.flatnonzero(np.diff(time, prepend=-np.inf) != 0)
    stop = len(time)
    while stop:
        last = int(np.searchsorted(firsts, stop)) - 1
        start = int(firsts[min(int(np.searchsorted(firsts, stop - BLOCK)), last)])
        yield start, stop
        stop = start


def _ranked(others: Floats, risk: Floats) -> tuple[Floats, Floats, Floats]:
    """Return for each risk how many of the sorted others are lower, the same, and there at all."""
    below = np.searchsorted(others, risk - TIED, side="left")
    same = np.searchsorted(others, risk + TIED, side="right") - below
    return below.astype(float), same.astype(float), np.full(len(risk), float(len(others)))


def _inside(time: Floats, event: Mask, risk: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the same for the events of a stretch among those of it they are comparable with."""
    if time[0] == time[-1]:
        return _ranked(np.sort(risk[~event]), risk[event])
    after = time[None, :] > time[event][:, None]
    comparable = after | ((time[None, :] == time[event][:, None]) & ~event[None, :])
    gap = risk[event][:, None] - risk[None, :]
    same = comparable & (np.abs(gap) <= TIED)
    lower = comparable & (gap > TIED)
    return lower.sum(1).astype(float), same.sum(1).astype(float), comparable.sum(1).astype(float)
