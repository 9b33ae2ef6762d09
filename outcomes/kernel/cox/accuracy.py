"""How close predicted survival comes to what happened, weighted for those not seen until then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

TIED = 1e-8  # risks that differ by no more are the same


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Patients in the order of their times, and the chance of still being followed.

    Attributes
    ----------
    order
        The patients by time.
    time, event
        Of the ordered patients.
    step, chance
        Kaplan–Meier of the censoring: from each time on, the chance of being followed beyond it.
        Whoever is censored on the day of an event was at risk of it.
    """

    order: NDArray[np.intp]
    time: Floats
    event: Mask
    step: Floats
    chance: Floats

    @classmethod
    def of(cls, time: Floats, event: Mask) -> Self:
        """Return patients with follow-up ``time`` that ended in an ``event`` or in censoring."""
        order = np.argsort(time, kind="stable")
        time, event = time[order], event[order]
        step, first, n = np.unique(time, return_index=True, return_counts=True)
        n_events = np.add.reduceat(event.astype(np.int64), first)
        at_risk, censored = len(time) - first - n_events, n - n_events
        ratio = np.divide(censored, at_risk, out=np.zeros(len(step)), where=censored != 0)
        return cls(order, time, event, step, np.cumprod(1.0 - ratio, dtype=np.float64))

    def chance_at(self, time: Floats) -> Floats:
        """Return the chance of being followed beyond a time, 1 before the first."""
        return np.concatenate(([1.0], self.chance))[np.searchsorted(self.step, time, "right")]

    def weights(self) -> Floats:
        """Return the inverse chance of each event to be seen, in the order given; 0 if censored.

        nan throughout where an event had no chance.
        """
        weights = np.zeros(len(self.time))
        chance = self.chance_at(self.time[self.event])
        weights[self.order[self.event]] = 1.0 / chance if (chance > 0).all() else np.nan
        return weights

    def reaches(self, times: Floats) -> bool:
        """Whether times lie within follow-up, before its last day."""
        return bool(len(times) and times.min() >= self.time[0] and times.max() < self.time[-1])


def dynamic_auc(seen: Seen, risk: Floats, at: float) -> float:
    """Return the chance that who has the event by a time had the higher risk than who is free then.

    Parameters
    ----------
    seen
        The patients.
    risk
        Of each, in the order given; higher is worse.
    at
        The time.

    Returns
    -------
    float
        nan where it cannot be estimated: beyond follow-up, or nobody on one of the sides.

    References
    ----------
    Uno et al. (2007) JASA 102:527; Hung & Chiang (2010) Can J Stat 38:8.
    """
    if not (seen.reaches(np.array([at])) and np.isfinite(risk).all()):
        return float("nan")
    weight = seen.weights()[seen.order]
    down = np.argsort(-risk[seen.order], kind="stable")
    ordered, time = risk[seen.order][down], seen.time[down]
    case = (time <= at) & seen.event[down]
    hits = np.cumsum(np.where(case, weight[down], 0.0))
    false = np.cumsum(time > at)
    if not hits[-1] or not false[-1]:
        return float("nan")
    ends = np.append(np.abs(np.diff(ordered)) > TIED, True)  # the last of those of one risk
    return float(
        np.trapezoid(np.append(0.0, hits[ends] / hits[-1]), np.append(0.0, false[ends] / false[-1]))
    )


def brier_scores(seen: Seen, survival: Floats, times: Floats) -> Floats:
    """Return the weighted mean square of what happened by each time less its predicted chance.

    Parameters
    ----------
    seen
        The patients.
    survival : shape (patients, times)
        Predicted, in the order given.
    times
        Ascending.

    Returns
    -------
    array
        nan where it cannot be estimated: a time beyond follow-up, or twice.

    References
    ----------
    Graf et al. (1999) Stat Med 18:2529.
    """
    known = seen.reaches(times) and bool((np.diff(times) > 0).all())
    if not known or not np.isfinite(survival).all():
        return np.full(len(times), np.nan)
    chance = seen.chance_at(seen.time)
    weight = np.divide(1.0, chance, out=np.zeros(len(chance)), where=seen.event & (chance > 0))
    scores = np.empty(len(times))
    until = np.searchsorted(seen.time, times, "right")
    by_time = np.ascontiguousarray(survival[seen.order].T)  # one time after another in memory
    for j, (n, free) in enumerate(zip(until.tolist(), seen.chance_at(times).tolist(), strict=True)):
        predicted = by_time[j]
        happened = float(weight[:n] @ np.square(predicted[:n]))
        rest = float(np.square(1.0 - predicted[n:]).sum()) / free if free else 0.0
        scores[j] = (happened + rest) / len(predicted)
    return scores


def integrated_brier_score(seen: Seen, survival: Floats, times: Floats) -> float:
    """Return the mean of `brier_scores` over the time from the first to the last of ``times``."""
    scores = brier_scores(seen, survival, times)
    span = times[-1] - times[0]
    return float(np.trapezoid(scores, times) / span) if span else float("nan")
