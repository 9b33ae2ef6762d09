"""How many of those lost would have to have had the event, until a number reaches another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from outcomes.estimators.base.design import Floats, groups_of, result_of, timed
from outcomes.estimators.base.shares import share
from outcomes.estimators.proportions.denominators import answered, result_of_answers, tallies
from outcomes.estimators.survival.definitions import REGISTERED, incidence
from outcomes.kernel.proportions.difference import Tally
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result

TIPPED = {True: "lost_tipped_event", False: "lost_tipped_none"}
ALL = {True: "lost_all_event", False: "lost_all_none"}
Scenario = Callable[[int, bool], Estimate]
"""The number if so many of those lost had the event, or (False) were free of it to the end."""


def lost(cohort: Cohort, endpoint: str, against: float, at: float | None = None) -> Result:
    """Find how many of those lost it takes until a risk or a proportion reaches another number.

    Parameters
    ----------
    cohort, endpoint
        As for `definitions` or `rates.proportion`.
    against
        The number to reach, between 0 and 1.
    at
        The landmark of a timed endpoint; None: its last one.

    Returns
    -------
    Result
        Analysis ``lost``. Per group the number as registered; ``n_lost``, who is censored before
        the landmark, or has a blank answer; ``tipping_count``, the fewest of them who must have
        had the event (where the number is below ``against``; else: must not have had it) until it
        is reached, None where all of them are not enough; the number then, and with all of them;
        and ``tipping_time``, within how long after being lost all must have had it.

    Notes
    -----
    The others lost stay as they are registered. Who has the event has it when lost, who has not is
    followed to the landmark; those who move the number most come first: the last lost for an
    event, the first lost for none. All rows are Aalen–Johansen (log-log limits), or proportions
    with Clopper–Pearson limits, of the completed data.

    References
    ----------
    Yan, Lee, Li (2009) Stat Biopharm Res 1:312, on tipping points.
    """
    block = cohort.endpoint(endpoint)
    if not block.timed:
        data = answered(cohort, endpoint, "failure")
        found = list(_of_proportion(cohort, endpoint, against))
        return result_of_answers(cohort, "lost", endpoint, data, found)
    when = max(block.landmarks) if at is None else at
    times = timed(cohort, endpoint)
    rows: list[Estimate] = []
    for group, mine in groups_of(cohort, times.arm):
        rows += _of_times(times.time[mine], times.event[mine].astype(float), when, group, against)
    return result_of(cohort, "lost", endpoint, times, estimates=rows)


def _of_times(
    time: Floats, event: Floats, at: float, group: str, against: float
) -> Iterator[Estimate]:
    short = np.flatnonzero((event == 0) & (time < at))
    short = short[np.argsort(time[short], kind="stable")]

    def scenario(n: int, happened: bool) -> Estimate:
        times, events = time.copy(), event.copy()
        if happened and n:
            events[short[-n:]] = 1
        elif n:
            times[short[:n]] = at
        return incidence(times, events, at, group, REGISTERED)

    def within(wait: float) -> Estimate:
        times, events = time.copy(), event.copy()
        soon = time[short] + wait
        times[short], events[short] = np.minimum(soon, at), (soon <= at).astype(float)
        return incidence(times, events, at, group, REGISTERED)

    yield from _tipping(scenario, len(short), against)
    yield from _how_soon(within, at - time[short], against)


def _of_proportion(cohort: Cohort, endpoint: str, against: float) -> Iterator[Estimate]:
    registered = answered(cohort, endpoint)
    blank = np.isnan(cohort.success(endpoint)) & ~cohort.not_yet(endpoint)
    rule = registered.rule
    everybody = answered(cohort, endpoint, "failure")
    for (group, mine), (_, tally) in zip(
        groups_of(cohort, everybody.arm), tallies(cohort, registered), strict=True
    ):
        n_lost = int(blank[everybody.rows][mine].sum())

        def scenario(n: int, happened: bool, group: str = group, tally: Tally = tally) -> Estimate:
            counted = tally.n + n * (rule == "exclude")
            found = share(group, Tally(tally.successes + n * happened, counted))
            return replace(found, method=(REGISTERED,))

        yield from _tipping(scenario, n_lost, against)


def _tipping(scenario: Scenario, n_lost: int, against: float) -> Iterator[Estimate]:
    """Yield the number as registered, how many tip it, and what it is then."""
    registered = scenario(0, True)
    yield registered
    blank = replace(registered, interval=None, value=None, notes=())
    yield replace(blank, quantity="n_lost", value=n_lost, method=())
    if registered.value is None:
        yield replace(blank, quantity="tipping_count", method=(), notes=registered.notes)
        return
    happened = registered.value < against
    way = Method("lost_had_event" if happened else "lost_had_none", against=against)
    furthest = scenario(n_lost, happened)
    enough = _reaches(furthest, against, happened)
    counts = range(n_lost + 1) if enough else ()
    fewest = next((n for n in counts if _reaches(scenario(n, happened), against, happened)), None)
    notes = () if enough else (Note("not_reached_by_all", n=n_lost),)
    value = None if fewest is None else float(fewest)
    yield replace(blank, quantity="tipping_count", value=value, method=(way,), notes=notes)
    for n, id in ((fewest, TIPPED), (n_lost, ALL)):
        if n:
            how = Method(id[happened], n=n, total=n_lost)
            yield replace(scenario(n, happened), method=(how,))


def _reaches(found: Estimate, against: float, up: bool) -> bool:
    slack = 1e-12
    if found.value is None:
        return False
    return found.value >= against - slack if up else found.value <= against + slack


def _how_soon(
    within: Callable[[float], Estimate], waits: Floats, against: float
) -> Iterator[Estimate]:
    """Yield the longest time after being lost in which all must have had the event."""
    now = within(0.0)
    if not len(waits) or not _reaches(now, against, up=True):
        return
    longest = next((w for w in np.unique(waits)[::-1] if _reaches(within(w), against, up=True)), 0)
    if _reaches(within(float(waits.max()) + 1.0), against, up=True):
        return  # it is reached without any of them
    yield replace(
        now, quantity="tipping_time", value=float(longest), interval=None,
        method=(Method("lost_had_event", against=against),), notes=(),
    )  # fmt: skip
