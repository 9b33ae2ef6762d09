"""The risk of an event by each landmark under other definitions, and bounds for the lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcomes.estimators.base.caveats import NOBODY, ends_before
from outcomes.estimators.base.design import Floats, groups_of, or_none, result_of, timed
from outcomes.estimators.survival.kaplan_meier import zero_times
from outcomes.kernel.competing.aalen_johansen import cumulative_incidence, incidence_at
from outcomes.kernel.curves.product_limit import interval
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Interval, Result

REGISTERED, NAIVE = Method("as_registered"), Method("naive_incidence")
COMPOSITE = Method("competing_counted")
NO_LOST, ALL_LOST = Method("lost_without_event"), Method("lost_with_event")
CONF_LEVEL = 0.95


def definitions(cohort: Cohort, endpoint: str) -> Result:
    """Estimate the risk of an event by each landmark, as registered and otherwise.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times (event 1, competing 2, censored 0).

    Returns
    -------
    Result
        Analysis ``definitions``. Per group and landmark ``cumulative_incidence``: as registered;
        where events compete, one minus Kaplan–Meier, and with the competing event counted as the
        event; and without limits the lowest and the highest share the data allow, nobody or
        everybody who is censored before the landmark having had the event by then.

    Notes
    -----
    Aalen–Johansen with log-log limits; without competing events it is one minus Kaplan–Meier.
    Censored on the landmark itself is followed up to it.

    References
    ----------
    Aalen, Johansen (1978) Scand J Stat 5:141. Manski (1990) Am Econ Rev 80:319.
    """
    data = timed(cohort, endpoint)
    block = cohort.endpoint(endpoint)
    rows: list[Estimate] = []
    for group, mine in groups_of(cohort, data.arm):
        time, event = data.time[mine], data.event[mine]
        ways = {REGISTERED: event}
        if block.kind == "competing":
            ways[NAIVE] = np.where(event == 2, 0, event)
            ways[COMPOSITE] = np.minimum(event, 1)
        for at in block.landmarks:
            rows += [incidence(time, e, at, group, way) for way, e in ways.items()]
            rows += _bounds(time, event, at, group)
    notes = zero_times(data)
    found = result_of(cohort, "definitions", endpoint, data, estimates=rows, notes=notes)
    return replace(found, n_events=int((data.event == 1).sum()))


def incidence(time: Floats, event: Floats, at: float, group: str, way: Method) -> Estimate:
    """Return the risk of the event by a time, of a group counted in one way."""
    n, n_events = len(time), int(((event == 1) & (time <= at)).sum())
    blank = Estimate("cumulative_incidence", group, at=at, n=n, n_events=n_events, method=(way,))
    if not n:
        return replace(blank, notes=(NOBODY,))
    point = incidence_at(cumulative_incidence(time, event), at)[0]
    if point.incidence is None:
        return replace(blank, notes=(ends_before(group, time.max(), at),))
    return with_limits(blank, point.incidence, point.std_err or 0.0)


def with_limits(blank: Estimate, value: float, std_err: float) -> Estimate:
    """Return an estimate with a probability and its log-log limits, or why it has none."""
    limits = interval(np.array([value]), np.array([std_err]), "log-log", CONF_LEVEL)
    low, high = (or_none(limit[0]) for limit in limits)
    if low is None or high is None:
        notes = (*blank.notes, Note("no_limits_at_edge"))
        return replace(blank, value=value, interval=None, std_err=None, notes=notes)
    return replace(blank, value=value, std_err=std_err, interval=Interval(low, high, CONF_LEVEL))


def _bounds(time: Floats, event: Floats, at: float, group: str) -> list[Estimate]:
    n = len(time)
    if not n:
        return []
    happened = int(((event == 1) & (time <= at)).sum())
    lost = int(((event == 0) & (time < at)).sum())
    note = (Note("followed_less", n=lost, total=n),)
    return [
        Estimate(
            "cumulative_incidence",
            group,
            value=count / n,
            at=at,
            n=n,
            n_events=count,
            method=(way,),
            notes=note,
        )
        for way, count in ((NO_LOST, happened), (ALL_LOST, happened + lost))
    ]
