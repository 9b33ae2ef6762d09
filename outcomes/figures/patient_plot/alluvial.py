"""Categories of ascites from visit to visit, one panel per arm, the dead and the missing too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from outcomes.figures.base.look import Look, faded, legible
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Area, Layer, Words
from outcomes.figures.engine.plot import Axis, End, Panel, Plot
from outcomes.figures.patient_plot.patient_panels import boxes, title_of
from outcomes.results.result import Result
from outcomes.wording import format_count, format_of

# From the bottom up.
ORDER = ("none", "present", "small", "moderate", "massive", "not_yet", "not_assessed", "dead")
# One hue from pale to deep, none of an arm; the dead are the darkest, the unseen hollow.
_COLORS: Mapping[str, Mapping[str, str]] = {
    "light": {"none": "#DDE7EA", "present": "#A9BFC6", "small": "#A9C4CC", "moderate": "#5F93A3",
              "massive": "#1F5868", "not_yet": "#FFFFFF", "not_assessed": "#F4F1EA",
              "dead": "#3A3A3A"},
    "dark": {"none": "#DCEBEF", "present": "#8FB0BA", "small": "#9CC6D2", "moderate": "#5B97A8",
             "massive": "#2C6473", "not_yet": "#12181F", "not_assessed": "#2B2A26",
             "dead": "#7B7B7B"},
}  # fmt: skip
WIDE = 0.09  # half a column, in visits
HEIGHT = 0.86  # of a plot, as a share of the usual


class _Node(NamedTuple):
    low: float
    n: float


Nodes = Mapping[tuple[int, str], _Node]


def alluvial_figure(result: Result, look: Look) -> Figure:
    """Draw how patients move between the categories of ascites from visit to visit.

    Parameters
    ----------
    result
        Analysis ``ascites_over_time``: ``n`` per visit and category, ``transition`` between them.
        An arm without patients has no panel.
    """
    groups = [g for g in look.labels if any(e.group == g for e in result.all("n"))]
    if not groups:
        return explanation(look.say("ascites.nobody"), look)
    days = sorted({e.at for e in result.all("n") if e.at is not None})
    ticks = tuple((float(i), _visit(day, look)) for i, day in enumerate(days))
    plot = Plot(
        tuple(_panel(result, group, days, look) for group in groups),
        Axis(-0.15, len(days) - 0.85, ticks, bare=True),
        Axis(0.0, 1.0, title=look.say("ascites.share"), hidden=True), share=HEIGHT, unified=False,
    )  # fmt: skip
    return figure_of(plot, look)


def category_name(category: str, look: Look) -> str:
    """Return a category as it is written on the figure."""
    return look.say(f"ascites.category.{category}")


def _visit(day: float, look: Look) -> str:
    if day == 0:
        return look.say("ascites.baseline")
    unit, n = ("day", day) if day % 7 else ("week", day / 7)
    return look.say(f"ascites.{unit}", n=f"{n:g}")


def _panel(result: Result, group: str, days: Sequence[float], look: Look) -> Panel:
    """Return an arm: bands, columns over them with their counts, names at the last visit."""
    n = next((e.n or 0 for e in result.all("n") if e.group == group), 0)
    nodes = _nodes(result, group, days)
    layers: tuple[Layer, ...] = (
        *_ribbons(result, group, days, nodes, look), *_columns(nodes, max(n, 1), look),
        *_counts(nodes, max(n, 1), look),
    )  # fmt: skip
    ends = tuple(
        End(category_name(category, look), (node.low + float(node.n) / 2) / max(n, 1), look.ink,
            number=format_count(node.n), sign="□" if _hollow(category) else "■",
            sign_color=_swatch(category, look))
        for (visit, category), node in nodes.items() if visit == len(days) - 1
    )  # fmt: skip
    return Panel(layers, ends, title_of(group, n, look), look.word_color(group))


def _nodes(result: Result, group: str, days: Sequence[float]) -> Nodes:
    """Return where each category of each visit stands, as counts from the bottom up."""
    counts = {
        (days.index(e.at), e.covariates[0]): e.value or 0.0
        for e in result.all("n")
        if e.group == group and e.at is not None
    }
    seen = [c for c in ORDER if any(category == c for _, category in counts)]
    nodes = {}
    for visit in range(len(days)):
        low = 0.0
        for category in seen:
            n = counts.get((visit, category), 0.0)
            nodes[(visit, category)] = _Node(low, n)
            low += float(n)  # a count that is kept back has no height
    return nodes


def _ribbons(
    result: Result, group: str, days: Sequence[float], nodes: Nodes, look: Look
) -> Iterator[Area]:
    """Yield the bands between two visits, stacked at both sides in the order of the columns."""
    out = {key: node.low for key, node in nodes.items()}
    into = dict(out)
    moves = [e for e in result.all("transition") if e.group == group and e.at is not None]
    # The order of arrival: from the bottom of the earlier column up, so that bands cross least.
    moves.sort(key=lambda e: (e.at, *(ORDER.index(c) for c in e.covariates)))
    for e in moves:
        visit, (first, second) = days.index(e.at or 0.0), e.covariates
        n, total = e.value or 0.0, max(e.n or 0, 1)
        lows = out[(visit - 1, first)] / total, into[(visit, second)] / total
        out[(visit - 1, first)] += float(n)
        into[(visit, second)] += float(n)
        words = look.say("ascites.move", a=category_name(first, look),
                         b=category_name(second, look), n=format_of(n, total))  # fmt: skip
        shape = _ribbon(visit, lows, float(n) / total)
        yield Area(*shape, faded(_color(first, look), 0.5), words=words, layer="ribbon")


def _ribbon(
    visit: int, lows: tuple[float, float], height: float
) -> tuple[list[float], list[float]]:
    across = np.linspace(0, 1, 17)
    bend = across**2 * (3 - 2 * across)
    x = (visit - 1 + WIDE + across * (1 - 2 * WIDE)).round(4)
    low = lows[0] + (lows[1] - lows[0]) * bend
    y = np.concatenate([low, (low + height)[::-1]]).round(4)
    return np.concatenate([x, x[::-1]]).tolist(), y.tolist()


def _columns(nodes: Nodes, total: int, look: Look) -> Iterator[Area]:
    for (visit, category), node in nodes.items():
        if float(node.n):
            high = node.low + float(node.n)
            sides = (visit - WIDE, visit + WIDE, node.low / total, high / total)
            words = f"{category_name(category, look)}: {format_of(node.n, total)}"
            edge = look.muted if _hollow(category) else look.paper
            yield Area(*boxes([sides]), _color(category, look), edge, 1.0, words, "column")


def _counts(nodes: Nodes, total: int, look: Look) -> Iterator[Words]:
    """Yield the count in each column where there is room for it."""
    height = look.height or HEIGHT * look.plot_height
    for (visit, category), node in nodes.items():
        if float(node.n) / total * height >= 1.1 * look.em:
            middle = (node.low + float(node.n) / 2) / total
            ink = legible(_color(category, look))
            yield Words(format_count(node.n), ink, visit, middle, of="xy", across="center",
                        up="middle", smaller=1 - 1 / look.em)  # fmt: skip


def _hollow(category: str) -> bool:
    return category in ("not_yet", "not_assessed")


def _color(category: str, look: Look) -> str:
    return _COLORS["dark" if look.dark else "light"][category]


def _swatch(category: str, look: Look) -> str:
    return look.muted if _hollow(category) else _color(category, look)
