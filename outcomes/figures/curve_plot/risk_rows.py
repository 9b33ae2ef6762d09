"""The numbers under a curve: at risk (and censored, and events) at the ticks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomes.figures.base.look import Look
from outcomes.figures.curve_plot.steps import Arm, at_risk, so_far
from outcomes.figures.engine.layer import Floats
from outcomes.figures.engine.plot import Row
from outcomes.results.result import Curve
from outcomes.wording import format_count


def risk_rows(arms: Sequence[Arm], ticks: Floats, kind: str, look: Look) -> tuple[Row, ...]:
    """Return one row per arm, or for ``kmunicate`` a heading and three rows per arm.

    Those at risk at a tick are at risk just before it; censored and events are counted before it,
    so that the three add up to the number at the start. A published curve has no rows of these.
    """
    if kind == "none":
        return ()
    rows = []
    for arm in arms:
        steps = arm.steps
        left = _cells(at_risk(steps, ticks))
        if arm.joined:  # of a published curve nothing is known beyond its end
            known = ticks <= (steps.time[-1] if steps.time.size else -1.0)
            left = tuple(cell if k else "" for cell, k in zip(left, known, strict=True))
        if kind != "kmunicate" or arm.joined:
            rows.append(Row(arm.label, arm.ink, left, arm.group))
            continue
        rows.append(Row(arm.label, arm.ink, heading=True))
        censored, events = (
            _cells(so_far(n, steps.time, ticks)) for n in (steps.n_censored, steps.n_events)
        )
        parts = {"at_risk_row": left, "censored_row": censored, "events_row": events}
        rows += [Row(look.say(f"curve.{k}"), arm.ink, v, arm.group) for k, v in parts.items()]
    return tuple(rows)


def effective_rows(
    arms: Sequence[Arm], ticks: Floats, curves: Sequence[Curve], look: Look
) -> tuple[Row, ...]:
    """Return the effective numbers at risk under weights, read just before each tick."""
    found = []
    for arm in arms:
        for curve in (c for c in curves if c.group == arm.group):
            values = np.append(curve.value, 0.0)[np.searchsorted(curve.time, ticks, side="left")]
            label = look.say("adjusted.effective")
            found.append(Row(label, arm.ink, _cells(values), arm.group))
    return tuple(found)


def _cells(counts: Floats) -> tuple[str, ...]:
    return tuple(format_count(count) for count in counts.tolist())
