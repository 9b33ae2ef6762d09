"""A proportion under every way of counting those whose answer is not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcomes.estimators.base.design import groups_of
from outcomes.estimators.base.shares import share
from outcomes.estimators.proportions.denominators import (
    COUNTED,
    Answered,
    answered,
    other_rule,
    result_of_answers,
    tallies,
)
from outcomes.kernel.proportions.difference import Tally
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method
from outcomes.results.result import Estimate, Result

REGISTERED, RECENT_OUT = Method("as_registered"), Method("recent_left_out")


def blanks(cohort: Cohort, endpoint: str) -> Result:
    """Estimate a proportion as registered, and with blanks and the waiting counted otherwise.

    Parameters
    ----------
    cohort, endpoint
        As for `rates.proportion`.

    Returns
    -------
    Result
        Analysis ``blanks``. Per group ``proportion`` with Clopper–Pearson limits: as registered;
        where there are blanks, under the other rule for them and with each of them a success;
        where anybody's window is not over at the data cut-off, with them as failures; where the
        protocol gives no window, without those enrolled in the last 90 days.

    Notes
    -----
    Blanks as failures and as successes are the lowest and the highest proportion the data allow;
    the limits of either know nothing of the blanks.

    References
    ----------
    Manski (1990) Am Econ Rev 80:319 on bounds without assumptions.
    """
    data = answered(cohort, endpoint)
    rows = _rows(cohort, data, REGISTERED)
    if data.n_blank:
        other = answered(cohort, endpoint, other_rule(data.rule))
        rows += _rows(cohort, other, Method(COUNTED[other.rule]))
        rows += _all_succeeded(cohort, endpoint)
    if data.n_early:
        waiting = answered(cohort, endpoint, data.rule, early=True)
        rows += _rows(cohort, waiting, Method("early_as_failures"))
    if data.n_recent:
        rows += [
            _row(group, Tally(int(data.success[old].sum()), int(old.sum())), RECENT_OUT)
            for group, mine in groups_of(cohort, data.arm)
            for old in (mine & ~data.recent,)
        ]
    return result_of_answers(cohort, "blanks", endpoint, data, rows)


def _rows(cohort: Cohort, data: Answered, counted: Method) -> list[Estimate]:
    return [_row(group, tally, counted) for group, tally in tallies(cohort, data)]


def _all_succeeded(cohort: Cohort, endpoint: str) -> list[Estimate]:
    """Return the proportions where every blank is a success."""
    everybody = answered(cohort, endpoint, "failure")
    blank = np.isnan(cohort.success(endpoint))[everybody.rows]
    succeeded = np.where(blank, 1.0, everybody.success)
    return [
        _row(group, Tally(int(succeeded[rows].sum()), int(rows.sum())), Method("blank_as_success"))
        for group, rows in groups_of(cohort, everybody.arm)
    ]


def _row(group: str, tally: Tally, counted: Method) -> Estimate:
    return replace(share(group, tally), method=(counted,))
