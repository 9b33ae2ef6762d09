"""The conversion ladder: how many of each arm reached each rung, with n/N and intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import Frame, framed
from outcomes.figures.base.look import Look, arm_color, faded, word_color
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import plain, shortened, text_width
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_count, format_interval, format_percent, say

WIDEST_NAME = 17.0  # em
LINE = 1.28  # em, an arm's line within a row
GAP = 0.62  # em, between rows
NARROW = 640  # pixels


class ShareRow(NamedTuple):
    """A named row: one proportion per group, and whether a line joins it to the row above."""

    name: str
    shares: tuple[Estimate, ...]
    joined: bool = False


def ladder_steps_figure(
    result: Result,
    *,
    labels: Mapping[str, str],
    names: Mapping[tuple[str, ...], str],
    method: str = "",
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    above: Sequence[str] = (),
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw the ladder: a row per rung, a dot with its interval per arm, n/N printed.

    Parameters
    ----------
    result
        Analysis ``conversion_ladder``.
    labels
        Label by group in protocol order; groups not in it (``all``) are not drawn.
    names
        Label by rung (the ``covariates`` of its estimates), in the order they are drawn.
    method
        Which interval: "" Clopper–Pearson, or ``Wilson``.
    """
    rows = [
        ShareRow(name, _shares(result, rung, labels, method), joined=len(rung) == 1)
        for rung, name in names.items()
    ]
    return shares_by_arm_figure(
        [row for row in rows if row.shares],
        labels=labels, empty=say(next(iter(result.notes), ""), language), language=language,
        theme=theme, size=size, width=width, above=above, caption=caption,
    )  # fmt: skip


def shares_by_arm_figure(
    rows: Sequence[ShareRow],
    *,
    labels: Mapping[str, str],
    empty: str = "",
    whole: bool = True,
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    above: Sequence[str] = (),
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw named rows of proportions, the arms of a row under each other on one scale.

    ``empty`` says why where there is nothing to draw; with ``whole`` the scale goes to 100 %, else
    to the quarter above the largest share.
    """
    look = Look(language, theme, size, width)
    known = [e for row in rows for e in row.shares if e.value is not None]
    if not known:
        return explanation(empty or look.say("proportion.none"), look)
    groups = [g for g in labels if any(e.group == g for row in rows for e in row.shares)]
    spec = _layout(rows, groups, labels, look, (above, caption, 1.0 if whole else _end(known)))
    data = [_track(rows, g, groups, labels, look) for g in groups]
    data += [_dots(rows, g, groups, labels, look) for g in groups]
    return figure([trace for trace in data if trace], spec)


def ladder_words(
    result: Result, labels: Mapping[str, str], names: Mapping[tuple[str, ...], str], language: str
) -> str:
    """Return the ladder in words: per arm every rung with n/N."""
    look = Look(language)
    said = []
    for group, label in labels.items():
        rungs = [
            f"{name} {_counted(e)}"
            for rung, name in names.items()
            for e in _shares(result, rung, {group: label}, "")
        ]
        if rungs:
            said.append(f"{label}: {look.say('list.comma').join(rungs)}")
    stop = look.say("alt.stop")
    return "".join(f"{sentence}{stop}" for sentence in said).strip()


def _shares(
    result: Result, rung: tuple[str, ...], labels: Mapping[str, str], method: str
) -> tuple[Estimate, ...]:
    found = {
        e.group: e for e in result.all("proportion") if e.covariates == rung and e.method == method
    }
    return tuple(found[g] for g in labels if g in found)


def _row_height(n_groups: int) -> float:
    """Return the height of a row in em."""
    return LINE * n_groups + GAP


def _at(row: int, group: str, groups: Sequence[str]) -> float:
    """Return the height of an arm's line within its row, on the scale of rows."""
    place = groups.index(group) - (len(groups) - 1) / 2
    return row + place * LINE / _row_height(len(groups))


def _layout(
    rows: Sequence[ShareRow], groups: Sequence[str], labels: Mapping[str, str], look: Look,
    words: tuple[Sequence[str], Sequence[str], float],
) -> Spec:  # fmt: skip
    em = look.em
    room = look.room(0.3 if look.width >= NARROW else 0.42, WIDEST_NAME)
    left = min(max(text_width(row.name, em) for row in rows), room) + 14
    printed = max(text_width(_printed(e, look), em) for row in rows for e in row.shares)
    key = [(labels[g], word_color(place_of(g, labels), look.theme)) for g in groups]
    frame = Frame(look, _row_height(len(groups)) * em * len(rows), *words[:2],
                  look.say("axis.percent"), left=left, right=printed + 24,
                  key=key if len(groups) > 1 else ())  # fmt: skip
    y = axis(look, range=[len(rows) - 0.5, -0.5], visible=False)
    end = words[2]
    ticks = [t * end for t in ((0, 0.25, 0.5, 0.75, 1) if look.width >= NARROW else (0, 0.5, 1))]
    x = axis(look, grid=True, range=[0, end], tickvals=ticks,
             ticktext=[f"{100 * t:.3g}%" for t in ticks])  # fmt: skip
    spec = framed(frame, x, y)
    for place, row in enumerate(rows):
        name = plain(shortened(row.name, room, em))
        spec["annotations"].append(
            note(name, color=look.ink, size=em, xref="x domain", yref="y", x=0, y=place,
                 xanchor="right", yanchor="middle", xshift=-12)
        )  # fmt: skip
        for e in row.shares:
            color = word_color(place_of(e.group, labels), look.theme)
            spec["annotations"].append(
                note(plain(_printed(e, look)), color=color if len(groups) > 1 else look.ink,
                     size=em, xref="x domain", yref="y", x=1, y=_at(place, e.group, groups),
                     xanchor="left", yanchor="middle", xshift=16)
            )  # fmt: skip
    spec["shapes"] = [_rule(place, look) for place, row in enumerate(rows) if _apart(rows, place)]
    return spec


def _end(known: Sequence[Estimate]) -> float:
    most = max(max(e.value or 0.0, e.ci_high or 0.0) for e in known)
    return next(end for end in (0.25, 0.5, 0.75, 1.0) if end >= most)


def _apart(rows: Sequence[ShareRow], place: int) -> bool:
    """Whether a row stands apart from the joined rows above it: another denominator."""
    return place > 0 and rows[place - 1].joined and not rows[place].joined


def _rule(place: int, look: Look) -> Spec:
    line = {"color": look.muted, "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "x domain", "yref": "y", "x0": 0, "x1": 1, "layer": "below",
            "y0": place - 0.5, "y1": place - 0.5, "line": line}  # fmt: skip


def _counted(e: Estimate) -> str:
    share = f"{format_count(e.n_events or 0)}/{format_count(e.n or 0)}"
    return f"{share} ({format_percent(e.value, e.n)})" if e.value is not None else share


def _printed(e: Estimate, look: Look) -> str:
    """Return ``27/82 · 33% (23–44)``."""
    counts = f"{format_count(e.n_events or 0)}/{format_count(e.n or 0)}"
    if e.value is None:
        return f"{counts} · {look.say('interval.ne')}"
    limits = format_interval(e.interval, "percent", n=e.n, language=look.language, label=False)
    return f"{counts} · {format_percent(e.value, e.n)}" + (f" ({limits})" if limits else "")


def _of(rows: Sequence[ShareRow], group: str) -> list[tuple[int, Estimate]]:
    return [
        (place, e)
        for place, row in enumerate(rows)
        for e in row.shares
        if e.group == group and e.value is not None
    ]


def _track(
    rows: Sequence[ShareRow], group: str, groups: Sequence[str], labels: Mapping[str, str],
    look: Look,
) -> Spec:  # fmt: skip
    """Return the faint line down the rungs, which shows where patients are lost."""
    steps = [(place, e) for place, e in _of(rows, group) if rows[place].joined]
    if len(steps) < 2:
        return {}
    color = faded(arm_color(place_of(group, labels), look.theme), 0.35)
    return {
        "type": "scatter", "mode": "lines", "x": [e.value for _, e in steps],
        "y": [_at(place, group, groups) for place, _ in steps], "hoverinfo": "skip",
        "line": {"color": color, "width": look.stroke * 0.8},
        "meta": {"layer": "track", "group": group},
    }  # fmt: skip


def _dots(
    rows: Sequence[ShareRow], group: str, groups: Sequence[str], labels: Mapping[str, str],
    look: Look,
) -> Spec:  # fmt: skip
    shares = _of(rows, group)
    values = [e.value or 0.0 for _, e in shares]
    lows = [v if e.ci_low is None else e.ci_low for v, (_, e) in zip(values, shares, strict=True)]
    highs = [
        v if e.ci_high is None else e.ci_high for v, (_, e) in zip(values, shares, strict=True)
    ]
    color = arm_color(place_of(group, labels), look.theme)
    return {
        "type": "scatter", "mode": "markers", "x": values, "hoverinfo": "skip",
        "y": [_at(place, group, groups) for place, _ in shares], "cliponaxis": False,
        "marker": {"size": 0.75 * look.em, "color": color, "symbol": "circle"},
        "error_x": {"type": "data", "symmetric": False, "color": color,
                    "array": [h - v for v, h in zip(values, highs, strict=True)],
                    "arrayminus": [v - low for v, low in zip(values, lows, strict=True)],
                    "thickness": look.stroke * 0.75, "width": 0.28 * look.em},
        "meta": {"layer": "dots", "group": group},
    }  # fmt: skip
