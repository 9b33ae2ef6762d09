"""Categories of ascites from visit to visit, one panel per arm, the dead and the missing too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import End, Frame
from outcomes.figures.base.look import Look, faded, word_color
from outcomes.figures.base.small_multiples import Panel, Place, panelled
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
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


class _Node(NamedTuple):
    low: float
    n: float


def alluvial_figure(
    result: Result,
    *,
    labels: Mapping[str, str],
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw how patients move between the categories of ascites from visit to visit.

    Parameters
    ----------
    result
        Analysis ``ascites_over_time``: ``n`` per visit and category, ``transition`` between them.
    labels
        Label by arm in protocol order; an arm without patients has no panel.
    """
    look = Look(language, theme, size, width)
    groups = [g for g in labels if any(e.group == g for e in result.all("n"))]
    if not groups:
        return explanation(look.say("ascites.nobody"), look)
    days = sorted({e.at for e in result.all("n") if e.at is not None})
    arms = [_nodes(result, group, days) for group in groups]
    panels = [
        Panel(
            f"{labels[group]} (n = {format_count(_total(result, group))})",
            word_color(place_of(group, labels), theme),
            tuple(_ends(nodes, _total(result, group), len(days) - 1, look)),
        )
        for group, nodes in zip(groups, arms, strict=True)
    ]
    ticks = [_visit(day, look) for day in days]
    x = axis(look, range=[-0.15, len(days) - 0.85], tickvals=list(range(len(days))),
             ticktext=ticks, showline=False, ticks="")  # fmt: skip
    y = axis(look, range=[0, 1], visible=False)
    height = round(0.86 * look.plot_height)
    frame = Frame(look, height, (), caption, y_title=look.say("ascites.share"))
    spec, places = panelled(frame, panels, x, y)
    data: list[Spec] = []
    for group, nodes, place in zip(groups, arms, places, strict=True):
        data += [{**t, **place.names()} for t in _ribbons(result, group, days, nodes, look)]
        data += [{**t, **place.names()} for t in _columns(nodes, _total(result, group), look)]
        spec["annotations"] += _counts(nodes, place, (_total(result, group), height), look)
    return figure(data, spec)


def category_name(category: str, look: Look) -> str:
    """Return a category as it is written on the figure."""
    return look.say(f"ascites.category.{category}")


def _visit(day: float, look: Look) -> str:
    if day == 0:
        return look.say("ascites.baseline")
    weeks = day / 7
    return look.say("ascites.week", n=f"{weeks:g}") if weeks == int(weeks) else f"d {day:g}"


def _total(result: Result, group: str) -> int:
    return next((e.n or 0 for e in result.all("n") if e.group == group), 0)


def _nodes(result: Result, group: str, days: Sequence[float]) -> dict[tuple[int, str], _Node]:
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
            low += n
    return nodes


def _ends(nodes: Mapping[tuple[int, str], _Node], total: int, last: int, look: Look) -> list[End]:
    return [
        End(f"{category_name(category, look)} {format_count(node.n)}",
            (node.low + node.n / 2) / max(total, 1), look.ink)
        for (visit, category), node in nodes.items() if visit == last
    ]  # fmt: skip


def _ribbons(
    result: Result, group: str, days: Sequence[float], nodes: Mapping[tuple[int, str], _Node],
    look: Look,
) -> list[Spec]:  # fmt: skip
    """Return the bands between two visits, stacked at both sides in the order of the columns."""
    total = max(_total(result, group), 1)
    out = {key: node.low for key, node in nodes.items()}
    into = dict(out)
    moves = [e for e in result.all("transition") if e.group == group and e.at is not None]
    moves.sort(key=lambda e: (e.at, *(ORDER.index(c) for c in e.covariates)))
    # The order of arrival: from the bottom of the earlier column up, so that bands cross least.
    data = []
    for e in moves:
        visit, (first, second), n = days.index(e.at or 0.0), e.covariates, e.value or 0.0
        start, end = (visit - 1, first), (visit, second)
        sides = out[start] / total, into[end] / total
        out[start] += n
        into[end] += n
        words = look.say("ascites.move", a=category_name(first, look),
                         b=category_name(second, look), n=format_of(n, total))  # fmt: skip
        data.append(_ribbon(visit, sides, n / total, _color(first, look), words))
    return data


def _ribbon(visit: int, lows: tuple[float, float], height: float, color: str, words: str) -> Spec:
    across = np.linspace(0, 1, 17)
    bend = across**2 * (3 - 2 * across)
    x = visit - 1 + WIDE + across * (1 - 2 * WIDE)
    low = lows[0] + (lows[1] - lows[0]) * bend
    return {
        "type": "scatter", "mode": "lines", "fill": "toself", "line": {"width": 0},
        "x": [*x.round(4).tolist(), *x[::-1].round(4).tolist()],
        "y": [*low.round(4).tolist(), *(low + height)[::-1].round(4).tolist()],
        "fillcolor": faded(color, 0.5), "hoveron": "fills", "hoverinfo": "text", "text": words,
    }  # fmt: skip


def _columns(nodes: Mapping[tuple[int, str], _Node], total: int, look: Look) -> list[Spec]:
    data = []
    for (visit, category), node in nodes.items():
        if not node.n:
            continue
        left, right = visit - WIDE, visit + WIDE
        low, high = node.low / total, (node.low + node.n) / total
        words = f"{category_name(category, look)}: {format_of(node.n, total)}"
        data.append({
            "type": "scatter", "mode": "lines", "fill": "toself",
            "line": {"width": 1, "color": look.muted if _hollow(category) else look.paper},
            "x": [left, right, right, left, left], "y": [low, low, high, high, low],
            "fillcolor": _color(category, look), "hoveron": "fills", "hoverinfo": "text",
            "text": words,
        })  # fmt: skip
    return data


def _counts(
    nodes: Mapping[tuple[int, str], _Node], place: Place, size: tuple[int, int], look: Look
) -> list[Spec]:
    """Return the count in each column where there is room for it."""
    total, height = size
    found = []
    for (visit, category), node in nodes.items():
        if node.n / max(total, 1) * height < 1.1 * look.em:
            continue
        middle = (node.low + node.n / 2) / total
        found.append(
            note(format_count(node.n), color=_word(category, look), size=look.em - 1, x=visit,
                 y=middle, yanchor="middle", **_refs(place))
        )  # fmt: skip
    return found


def _refs(place: Place) -> dict[str, str]:
    return {"xref": f"x{place.number}", "yref": f"y{place.number}"}


def _hollow(category: str) -> bool:
    return category in ("not_yet", "not_assessed")


def _color(category: str, look: Look) -> str:
    return _COLORS["dark" if look.dark else "light"][category]


def _word(category: str, look: Look) -> str:
    color = _color(category, look)
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#1B2733" if 0.3 * red + 0.59 * green + 0.11 * blue > 120 else "#FFFFFF"
