"""Who is at risk, who has the event and who is censored at each distinct time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Sums of weights at every distinct follow-up time, ascending.

    Attributes
    ----------
    time
        Distinct end-of-follow-up times.
    n_at_risk
        Patients with ``entry < time <= end``, that is just before ``time``.
    n_events, n_censored
        Patients whose follow-up ends at ``time`` with and without the event.
    """

    time: Floats
    n_at_risk: Floats
    n_events: Floats
    n_censored: Floats


def to_vector(values: ArrayLike, n: int, name: str) -> Floats:
    """Return ``values`` as floats of length ``n`` without missing values, or raise ValueError."""
    vector = np.asarray(values, dtype=np.float64)
    if vector.shape != (n,):
        raise ValueError(f"{name} has shape {vector.shape}; time has shape ({n},)")
    if np.isnan(vector).any():
        raise ValueError(f"{name} holds {int(np.isnan(vector).sum())} missing values; drop them")
    return vector


def to_follow_up(time: ArrayLike, event: ArrayLike) -> tuple[Floats, Floats]:
    """Return time and event (0 or 1) as checked float vectors of equal length."""
    times = np.asarray(time, dtype=np.float64)
    times = to_vector(times, times.size, "time")
    events = to_vector(event, times.size, "event")
    if ((events != 0) & (events != 1)).any():
        raise ValueError("event must be 0 (censored) or 1 (happened)")
    return times, events


def to_codes(labels: ArrayLike, n: int, name: str) -> tuple[NDArray, Integers]:
    """Return the sorted distinct labels and each patient's index into them."""
    values = np.asarray(labels)
    if values.shape != (n,):
        raise ValueError(f"{name} has shape {values.shape}; time has shape ({n},)")
    levels, codes = np.unique(values, return_inverse=True)
    return levels, codes


def starts_of_runs(ordered: NDArray) -> Integers:
    """Return the index at which each run of equal values begins."""
    if ordered.size == 0:
        return np.zeros(0, dtype=np.intp)
    return np.concatenate(([0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1)).astype(np.intp)


def suffix_sums(values: Floats) -> Floats:
    """Return sums from each position to the end along axis 0, followed by a zero."""
    sums = np.zeros((values.shape[0] + 1, *values.shape[1:]))
    np.cumsum(values[::-1], axis=0, out=sums[-2::-1])
    return sums


def count(
    time: Floats, event: Floats, *, weights: Floats | None = None, entry: Floats | None = None
) -> Counts:
    """Count at risk, events and censored at each distinct time.

    Parameters
    ----------
    time, event
        Follow-up of each patient, shape (n,); checked by `to_follow_up`.
    weights
        Case weights, shape (n,); counts are then sums of weights.
    entry
        Delayed entry, shape (n,); a patient is at risk on ``(entry, time]``.
    """
    order = np.argsort(time, kind="stable")
    ends = time[order]
    weight = np.ones(time.size) if weights is None else weights[order]
    starts = starts_of_runs(ends)
    if starts.size == 0:
        return Counts(*(np.zeros(0) for _ in range(4)))
    leaving = np.add.reduceat(weight, starts)
    happened = np.add.reduceat(weight * event[order], starts)
    at_risk = suffix_sums(leaving)[:-1]
    if entry is not None:
        at_risk = at_risk - sums_from(entry, ends[starts], weights)
    # Weights can leave a residue of about 1e-16 where exactly nobody is censored.
    censored = np.add.reduceat(weight * (1.0 - event[order]), starts)
    return Counts(ends[starts], at_risk, happened, censored)


def sums_from(values: Floats, at: Floats, weights: Floats | None = None) -> Floats:
    """Return the total weight of ``values >= at`` for each element of ``at``."""
    order = np.argsort(values, kind="stable")
    weight = np.ones(values.size) if weights is None else weights[order]
    return suffix_sums(weight)[np.searchsorted(values[order], at, side="left")]
