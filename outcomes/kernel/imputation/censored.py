"""What might have happened to censored patients: event times drawn beyond their censoring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outcomes.kernel.curves.counting import Floats, Integers, starts_of_runs, suffix_sums


class Hazard(NamedTuple):
    """A cumulative hazard joined by straight lines, and its exponential tail.

    ``knots`` and ``cumulative`` ascend; after the last knot the hazard is ``rate``.
    """

    knots: Floats
    cumulative: Floats
    rate: float


class Drawn(NamedTuple):
    """What becomes of the imputed patients in one data set per delta, shape (deltas, patients)."""

    time: Floats
    event: NDArray[np.bool_]


class Group(NamedTuple):
    """Follow-up of a group in order of time, and where each distinct time begins."""

    order: Integers
    time: Floats
    starts: Integers
    event: Floats
    risk: Floats


def in_order(time: Floats, event: Floats, risk: Floats) -> Group:
    """Sort a group by time, once for all its data sets."""
    order = np.argsort(time, kind="stable")
    ends = time[order]
    return Group(order, ends, starts_of_runs(ends), event[order], risk[order])


def cumulative_hazard(group: Group, weight: Floats) -> Hazard:
    """Estimate one group's cumulative hazard at risk 1 (Nelson–Aalen, with case weights).

    Notes
    -----
    Straight lines between events spread each jump over the time since the last one. The tail has
    the group's events per patient-time.
    """
    w, ends, starts = weight[group.order], group.time, group.starts
    happened = np.add.reduceat(w * group.event, starts)
    weighted = w * group.risk
    at_risk = suffix_sums(weighted)[starts]
    some = happened > 0
    knots, cumulative = ends[starts][some], np.cumsum(happened[some] / at_risk[some])
    if not knots.size or knots[0] > 0:
        knots, cumulative = np.append(0.0, knots), np.append(0.0, cumulative)
    spent = float(weighted @ ends)
    return Hazard(knots, cumulative, float(happened.sum()) / spent if spent > 0 else 0.0)


def hazard_until(hazard: Hazard, time: Floats) -> Floats:
    """Return the cumulative hazard at each time."""
    inside = np.interp(time, hazard.knots, hazard.cumulative)
    return np.asarray(inside + hazard.rate * np.maximum(time - hazard.knots[-1], 0.0))


def time_of_hazard(hazard: Hazard, cumulative: Floats) -> Floats:
    """Return the time at which the cumulative hazard reaches each value; inf = never."""
    inside = np.interp(cumulative, hazard.cumulative, hazard.knots)
    beyond = np.maximum(cumulative - hazard.cumulative[-1], 0.0)
    if hazard.rate <= 0:
        return np.where(beyond > 0, np.inf, inside)
    return np.asarray(inside + beyond / hazard.rate)


def impute_follow_up(
    time: Floats,
    event: Floats,
    unknown: NDArray[np.bool_],
    horizon: Floats,
    *,
    risk: Floats | None = None,
    deltas: Floats,
    m: int,
    seed: int,
) -> tuple[Integers, Iterator[Drawn]]:
    """Draw what happened to one group's patients after their follow-up was lost.

    Parameters
    ----------
    time, event, unknown : shape (n,)
        Follow-up of one group, 1 = event, 0 = censored, and whose is to be imputed.
    horizon : shape (n,)
        Until when each would have been followed up; imputed events later than it are censored
        there.
    risk : shape (n,), optional
        Each patient's hazard as a multiple of a common one; all alike by default.
    deltas
        Factors on the hazard after the censoring, all positive.
    m, seed
        Number of data sets per delta, and the seed.

    Returns
    -------
    Which patients are imputed, and what becomes of them in each of the m data sets.

    Notes
    -----
    Given survival to the censoring, the cumulative hazard still to go is exponential; divided by
    delta it is read off the group's own cumulative hazard. Each data set draws that hazard by the
    Bayesian bootstrap (proper imputation). All deltas share their draws, so imputed times fall as
    delta rises.

    References
    ----------
    Jackson et al. (2014) Stat Med 33:4681. Lipkovich, Ratitch, O'Kelly (2016) Pharm Stat 15:216.
    Rubin (1981) Ann Stat 9:130.
    """
    rows = np.flatnonzero(unknown & (time < horizon))
    hazards = np.ones(len(time)) if risk is None else risk

    def data_sets() -> Iterator[Drawn]:
        random = np.random.default_rng(seed)
        weights = random.exponential(size=(m, len(time)))
        to_go = random.exponential(size=(m, rows.size))
        group, ends = in_order(time, event, hazards), horizon[rows]
        for weight, to_come in zip(weights, to_go, strict=True):
            hazard = cumulative_hazard(group, weight)
            target = hazard_until(hazard, time[rows]) + to_come / (deltas[:, None] * hazards[rows])
            drawn = time_of_hazard(hazard, target)
            yield Drawn(np.minimum(drawn, ends), drawn <= ends)

    return rows, data_sets()
