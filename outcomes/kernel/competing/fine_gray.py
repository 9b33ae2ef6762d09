"""Fine–Gray regression: a weighted Cox model of the subdistribution hazard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outcomes.kernel.cox.fit import CoxFit, Ties, cox
from outcomes.kernel.cox.residuals import robust_covariance
from outcomes.kernel.curves.counting import Floats, Integers, to_vector


@dataclass(frozen=True, slots=True, eq=False)
class CauseWeights:
    """Patients as intervals, weighted so that a Cox model sees the subdistribution hazard.

    ``patient`` is the row of the data as given. Patients with a competing event stay at risk
    with the probability of not having been censored since.
    """

    patient: Integers
    start: Floats
    stop: Floats
    event: Floats
    weight: Floats


@dataclass(frozen=True, slots=True, eq=False)
class FineGray:
    """A Cox fit on `CauseWeights`, its sandwich covariance by patient, and true counts."""

    fit: CoxFit
    robust_covariance: Floats
    n: int
    n_events: int


def cause_weights(time: ArrayLike, cause: ArrayLike, *, of: int = 1) -> CauseWeights:
    """Expand patients by inverse probability of censoring weights; equals R's ``finegray``.

    Notes
    -----
    At the same time, events come before censorings, also in the estimate of the censoring
    distribution (``cmprsk::crr`` keeps events at risk of censoring and differs with ties).
    """
    times = np.asarray(time, dtype=np.float64)
    times = to_vector(times, times.size, "time")
    causes = to_vector(cause, times.size, "cause")
    origin = float(times.min(initial=0.0)) - 1.0
    own, competing = causes == of, np.flatnonzero((causes != of) & (causes != 0))
    grid = np.unique(times[own])
    uncensored = _uncensored(times, causes, grid)
    # One interval for each run of event times with the same weight.
    ends = (
        np.flatnonzero(np.append(np.diff(uncensored) != 0, True)) if grid.size else np.zeros(0, int)
    )
    at_own = _uncensored(times, causes, times)
    first = np.searchsorted(grid, times[competing], side="right")
    begin = np.searchsorted(ends, first, side="left")
    # While nobody is censored the weight is still one: that run belongs to the first interval.
    padded = np.append(uncensored[ends], np.nan)
    whole = padded[begin] == at_own[competing]
    stay = times.copy()
    stay[competing[whole]] = grid[ends[begin[whole]]]
    begin = begin + whole
    repeats = ends.size - begin
    who = np.repeat(competing, repeats)
    rank = np.arange(who.size) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    run = np.repeat(begin, repeats) + rank
    stop = grid[ends[run]]
    start = np.where(rank == 0, stay[who], grid[ends[np.maximum(run - 1, 0)]])
    weight = uncensored[ends[run]] / at_own[who]
    return CauseWeights(
        patient=np.concatenate((np.arange(times.size), who)),
        start=np.concatenate((np.full(times.size, origin), start)),
        stop=np.concatenate((stay, stop)),
        event=np.concatenate((own.astype(np.float64), np.zeros(who.size))),
        weight=np.concatenate((np.ones(times.size), weight)),
    )


def fine_gray(
    time: ArrayLike, cause: ArrayLike, x: ArrayLike, *, of: int = 1, ties: Ties = "efron"
) -> FineGray:
    """Fit the proportional subdistribution hazards model.

    Parameters
    ----------
    time, cause
        Follow-up, and 0 = censored or the number of the cause that ended it, shape (n,).
    x
        Covariates, shape (n,) or (n, p).
    of
        The cause asked about.
    ties
        As in `cox.cox`.

    Notes
    -----
    ``fit.std_err`` is model-based, as R's ``coxph`` on ``finegray`` data; the robust covariance
    clusters a patient's intervals. Neither counts the estimation of the censoring weights, which
    ``cmprsk::crr`` does.

    References
    ----------
    Fine, Gray (1999) JASA 94:496. Geskus (2011) Biometrics 67:39.
    """
    rows = cause_weights(time, cause, of=of)
    columns = np.asarray(x, dtype=np.float64)
    columns = columns[:, None] if columns.ndim == 1 else columns
    causes = np.asarray(cause)
    if columns.shape[0] != causes.size:
        raise ValueError(f"x has {columns.shape[0]} rows; time has {causes.size}")
    model = cox(
        rows.stop,
        rows.event,
        columns[rows.patient],
        entry=rows.start,
        weights=rows.weight,
        ties=ties,
    )
    return FineGray(
        model,
        robust_covariance(model, cluster=rows.patient),
        int(causes.size),
        int((causes == of).sum()),
    )


def _uncensored(time: Floats, cause: Floats, at: Floats) -> Floats:
    """Probability of not being censored before each time, events leaving before censorings."""
    when, censored = np.unique(time[cause == 0], return_counts=True)
    later = time.size - np.searchsorted(np.sort(time), when, side="right")
    kept = np.cumprod(1.0 - censored / (later + censored))
    return np.concatenate(([1.0], kept))[np.searchsorted(when, at, side="left")]
