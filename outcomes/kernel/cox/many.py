"""Cox regression on one arm indicator, for many imputed data sets at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outcomes.kernel.curves.counting import Floats, Integers

_MOST_STEPS = 30
_LARGEST_STEP = 2.0
_INFINITE = 15.0


class ManyRatios(NamedTuple):
    """Log hazard ratio and standard error per data set; ``found`` is False without a maximum."""

    log_ratio: Floats
    std_err: Floats
    found: NDArray[np.bool_]


class _Events(NamedTuple):
    """Per event of any data set: the data set, and who is at risk after Efron's correction."""

    row: Integers
    arm: Floats
    reference: Floats


def two_arm_cox(time: Floats, event: Floats, in_arm: Floats) -> ManyRatios:
    """Fit ``log hazard ratio = b * in_arm`` to each row.

    Parameters
    ----------
    time, event : shape (b, n)
        Follow-up, and 1 = event, 0 = censored, of each data set.
    in_arm : shape (n,)
        1 = arm, 0 = reference.

    Notes
    -----
    Efron ties. Equal to `cox.cox` with ``x = in_arm`` on each row, in a twentieth of the time
    for 160 rows of 200.
    """
    events, total = _events(time, event, in_arm)
    b = time.shape[0]
    beta, step = np.zeros(b), np.ones(b)
    information = np.zeros(b)
    for _ in range(_MOST_STEPS):
        share = _share(events, beta)
        score = total - _sums(events.row, share, b)
        information = _sums(events.row, share * (1.0 - share), b)
        ratio = np.divide(score, information, out=np.zeros(b), where=information > 0)
        step = np.clip(ratio, -_LARGEST_STEP, _LARGEST_STEP)
        beta = np.clip(beta + step, -2 * _INFINITE, 2 * _INFINITE)
        if np.abs(step[np.abs(beta) < _INFINITE]).max(initial=0.0) < 1e-11:
            break
    share = _share(events, beta)
    information = _sums(events.row, share * (1.0 - share), b)
    found = (information > 0) & (np.abs(beta) < _INFINITE) & (np.abs(step) < 1e-6)
    std_err = np.sqrt(np.divide(1.0, information, out=np.ones(b), where=information > 0))
    return ManyRatios(beta, std_err, found)


def _sums(row: Integers, values: Floats, b: int) -> Floats:
    return np.bincount(row, values, b).astype(np.float64)


def _share(events: _Events, beta: Floats) -> Floats:
    weighted = np.exp(beta)[events.row] * events.arm
    share: Floats = weighted / (weighted + events.reference)
    return share


def _events(time: Floats, event: Floats, in_arm: Floats) -> tuple[_Events, Floats]:
    b, n = time.shape
    order = np.argsort(time, axis=1, kind="stable")
    ends = np.take_along_axis(time, order, axis=1)
    happened = np.take_along_axis(event, order, axis=1).ravel()
    arm = in_arm[order]
    begins = np.ones((b, n), dtype=bool)
    begins[:, 1:] = ends[:, 1:] != ends[:, :-1]
    starts = np.flatnonzero(begins.ravel())
    run = np.cumsum(begins.ravel()) - 1
    at_risk = np.cumsum(arm[:, ::-1], axis=1)[:, ::-1].ravel()[starts]
    everybody = np.broadcast_to(np.arange(n, 0, -1.0), (b, n)).ravel()[starts]
    in_run = np.add.reduceat(happened, starts)
    of_arm = np.add.reduceat(happened * arm.ravel(), starts)
    dying = np.flatnonzero(happened == 1)
    group = run[dying]
    before = np.cumsum(happened) - happened
    out = (before[dying] - before[starts][group]) / in_run[group]
    in_arm_left = at_risk[group] - out * of_arm[group]
    left = everybody[group] - out * in_run[group]
    # Where only one arm is at risk the event says nothing about the ratio.
    row = dying // n
    both = (at_risk[group] > 0) & (at_risk[group] < everybody[group])
    found = _Events(row[both], in_arm_left[both], (left - in_arm_left)[both])
    return found, _sums(row[both], arm.ravel()[dying][both], b)
