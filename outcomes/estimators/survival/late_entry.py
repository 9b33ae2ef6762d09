"""Patients who come under observation after the origin: who is at risk when, and what is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from outcomes.estimators.base.design import Floats
from outcomes.kernel.curves.counting import sums_from
from outcomes.model.cohort import Timed
from outcomes.results.note import Note, Ref
from outcomes.results.result import Curve

_Value = TypeVar("_Value", float, float | None)


def late_entries(data: Timed) -> tuple[Note, ...]:
    """Return the note that some patients are counted from their entry on, if any are."""
    if data.entry is None:
        return ()
    return (Note("late_entry", n=int((data.entry > 0).sum()), total=len(data.entry)),)


def fallen(curve: Curve, entry: Floats | None) -> tuple[Note, ...]:
    """Return the warning that a curve is 0 from a time on after which patients still entered."""
    gone = next((t for t, s in zip(curve.time, curve.value, strict=True) if s == 0), np.inf)
    later = 0 if entry is None else int((entry >= gone).sum())
    return (Note("zero_while_entering", group=Ref("arm", curve.group), n=later),) if later else ()


def at_risk_before(at: Floats, time: Floats, entry: Floats) -> Floats:
    """Return how many are at risk just before each time: entered before it, and not yet gone."""
    return sums_from(time, at) - sums_from(entry, at)


def with_entries(curve: Curve, time: Floats, entry: Floats | None) -> Curve:
    """Return a curve with a point at every entry, so that the numbers at risk can be read anywhere.

    Parameters
    ----------
    curve
        Of the patients of one group.
    time, entry
        Their ends of follow-up and entries; a curve without late entry is returned as it is.
    """
    if entry is None:
        return curve
    known = np.array(curve.time)
    late = np.setdiff1d(entry[entry > 0], known)
    times = np.concatenate((known, late))
    order = np.argsort(times)
    before = np.searchsorted(known, late, side="right") - 1

    def carried(part: tuple[_Value, ...]) -> tuple[_Value, ...]:
        longer = (*part, *(part[i] for i in before))
        return tuple(longer[i] for i in order)

    def none_at_entries(part: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(float(v) for v in np.append(part, np.zeros(late.size))[order])

    return replace(
        curve,
        time=tuple(times[order].tolist()),
        value=carried(curve.value),
        ci_low=carried(curve.ci_low),
        ci_high=carried(curve.ci_high),
        n_at_risk=tuple(at_risk_before(times[order], time, entry).tolist()),
        n_events=none_at_entries(curve.n_events),
        n_censored=none_at_entries(curve.n_censored),
    )
