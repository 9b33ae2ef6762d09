"""The table under a curve: numbers at risk (and censored, and events) at the ticks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from outcomes.figures.base.arms import ArmCurve
from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec, note
from outcomes.figures.base.text import plain, shortened, text_width
from outcomes.figures.curve_plot.steps import Floats, at_risk, so_far
from outcomes.results.result import Curve
from outcomes.wording import format_count

WIDEST_LABEL = 13.0  # em; longer labels are cut, their full text stands above the plot


class Row(NamedTuple):
    """One row of the table: whose it is, its label, and a number at each tick (or none)."""

    arm: ArmCurve
    label: str
    cells: tuple[str, ...]
    heading: bool = False


class Extra(NamedTuple):
    """A further row under those at risk: a curve read just before each tick."""

    group: str
    label: str
    curve: Curve


def extra_rows(arms: Sequence[ArmCurve], ticks: Floats, extra: Sequence[Extra]) -> list[Row]:
    """Return the further rows of the arms, in the order of the arms."""
    rows = []
    for arm in arms:
        for item in extra:
            if item.group == arm.group:
                place = np.searchsorted(item.curve.time, ticks, side="left")
                values = np.append(item.curve.value, 0.0)[place]
                rows.append(Row(arm, item.label, _cells(values)))
    return rows


def rows_of(arms: Sequence[ArmCurve], ticks: Floats, kind: str, look: Look) -> list[Row]:
    """Return the rows: one per arm, or for ``kmunicate`` a heading and three rows per arm.

    Those at risk at a tick are at risk just before it; censored and events are counted before it,
    so that the three add up to the number at the start.
    """
    rows = []
    for arm in arms:
        steps = arm.steps
        left = _cells(at_risk(steps, ticks))
        if kind != "kmunicate":
            rows.append(Row(arm, arm.label, left))
            continue
        rows += [
            Row(arm, arm.label, (), heading=True),
            Row(arm, look.say("curve.at_risk_row"), left),
            Row(arm, look.say("curve.censored_row"),
                _cells(so_far(steps.n_censored, steps.time, ticks))),
            Row(arm, look.say("curve.events_row"),
                _cells(so_far(steps.n_events, steps.time, ticks))),
        ]  # fmt: skip
    return rows


def _cells(counts: Floats) -> tuple[str, ...]:
    return tuple(format_count(count) for count in counts.tolist())


def label_gap(rows: Sequence[Row], look: Look) -> float:
    """Return the pixels between the labels and the first tick: half of the first number."""
    return max((text_width(r.cells[0], look.em) for r in rows if r.cells), default=0) / 2 + 10


def label_room(rows: Sequence[Row], look: Look) -> float:
    """Return the pixels the labels need left of the plot."""
    widest = max((text_width(r.label, look.em, bold=r.heading) for r in rows), default=0)
    heading = text_width(look.say("curve.at_risk"), look.em - 1, bold=True)
    return max(min(widest, look.room(0.2, WIDEST_LABEL)), heading) + label_gap(rows, look)


def draw_rows(rows: Sequence[Row], ticks: Floats, look: Look, *, top: float) -> list[Spec]:
    """Return the table as annotations; the middle of its first row is ``top`` pixels below y = 0.

    Pixel shifts keep the height of a row whatever the height of the figure.
    """
    gap = label_gap(rows, look)
    drawn: list[Spec] = []
    for number, row in enumerate(rows):
        color = row.arm.ink(look.theme)
        below = -(top + number * look.line)
        label = plain(shortened(row.label, look.room(0.2, WIDEST_LABEL), look.em, bold=row.heading))
        drawn.append(
            note(f"<b>{label}</b>" if row.heading else label, color=color, size=look.em,
                 xref="x domain", yref="y domain", x=0, y=0, xanchor="right", yanchor="middle",
                 xshift=-gap, yshift=below)
        )  # fmt: skip
        drawn += [
            note(cell, color=color, size=look.em, xref="x", yref="y domain", x=float(tick), y=0,
                 xanchor="center", yanchor="middle", yshift=below, name=f"risk {row.arm.group}")
            for tick, cell in zip(ticks, row.cells, strict=bool(row.cells))
        ]  # fmt: skip
    return drawn
