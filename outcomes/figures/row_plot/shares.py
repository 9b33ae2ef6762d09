"""How a characteristic is distributed in each arm: one bar of 100 % per arm, cut into levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import Frame, framed
from outcomes.figures.base.look import Look, word_color
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import plain, shortened, text_width
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_count, format_of, format_percent

ROW = 2.9  # em
WIDEST_NAME = 16.0  # em
# One hue from pale to deep: more is darker. Not an arm's color, so that it names no arm.
_RAMP = {
    "light": ("#E4E7EC", "#BAC3D0", "#8593A8", "#4F5D75", "#2B3548"),
    "dark": ("#36414E", "#566579", "#8292A8", "#B3C0D0", "#E3E9F0"),
}


def shares_figure(
    result: Result,
    covariate: str,
    *,
    labels: Mapping[str, str],
    levels: Mapping[str, str],
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw the share of each level in each arm.

    Parameters
    ----------
    result
        Analysis ``baseline``: quantity ``proportion`` with (covariate, level) in ``covariates``;
        its ``n`` is the denominator.
    covariate
        Id of a covariate with levels.
    labels, levels
        Labels of the arms in protocol order, and of the levels in theirs.
    """
    look = Look(language, theme, size, width)
    known = {
        (e.group, e.covariates[1]): e
        for e in result.all("proportion")
        if len(e.covariates) == 2 and e.covariates[0] == covariate and e.value is not None
    }
    groups = [g for g in labels if any(key[0] == g for key in known)]
    if not groups:
        return explanation(next(iter(result.notes), look.say("balance.none")), look)
    names = {g: f"{labels[g]} (n = {format_count(_total(known, g))})" for g in groups}
    room = min(
        max(text_width(n, look.em, bold=True) for n in names.values()),
        look.room(0.3, WIDEST_NAME),
    )
    frame = Frame(look, ROW * look.em * len(groups), (), caption, left=room + 14, right=8,
                  ticks=False, key=_key(known, levels, look), key_in_ink=True)  # fmt: skip
    y = axis(look, range=[len(groups) - 0.5, -0.5], visible=False)
    spec = framed(frame, axis(look, range=[0, 1], visible=False), y)
    spec["barmode"] = "overlay"
    for row, group in enumerate(groups):
        words = plain(shortened(names[group], room, look.em, bold=True))
        color = word_color(place_of(group, labels), theme)
        spec["annotations"].append(
            note(f"<b>{words}</b>", color=color, size=look.em, xref="x domain", yref="y", x=0,
                 y=row, xanchor="right", yanchor="middle", xshift=-12)
        )  # fmt: skip
    bar = look.width - room - 40
    data, base = [], [0.0] * len(groups)
    for number, (level, name) in enumerate(levels.items()):
        found = [known.get((g, level)) for g in groups]
        data.append(_segment(found, name, (number, len(levels)), bar, look) | {"base": base})
        base = [b + (e.value or 0.0 if e else 0.0) for b, e in zip(base, found, strict=True)]
    return figure(data, spec)


def _total(known: Mapping[tuple[str, str], Estimate], group: str) -> int:
    return next((e.n or 0 for (g, _), e in known.items() if g == group), 0)


def _key(
    known: Mapping[tuple[str, str], Estimate], levels: Mapping[str, str], look: Look
) -> list[tuple[str, str]]:
    seen = {level for _, level in known}
    pairs = [(name, _color(i, len(levels), look)) for i, (x, name) in enumerate(levels.items())
             if x in seen]  # fmt: skip
    return pairs


def _color(number: int, n: int, look: Look) -> str:
    ramp = _RAMP["dark" if look.dark else "light"]
    return ramp[round(number * (len(ramp) - 1) / max(n - 1, 1))]


def _segment(
    found: Sequence[Estimate | None], name: str, place: tuple[int, int], bar: float, look: Look
) -> Spec:
    """Return the segments of one level, its share printed where it fits."""
    values = [e.value or 0.0 if e else 0.0 for e in found]
    color = _color(*place, look)
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    bright = 0.3 * red + 0.59 * green + 0.11 * blue > 140
    printed = [
        format_percent(v, e.n) if e and e.n else "" for v, e in zip(values, found, strict=True)
    ]
    fits = [
        p if text_width(p, look.em) + 6 <= v * bar else ""
        for p, v in zip(printed, values, strict=True)
    ]
    counts = [
        f"{plain(name)}: {format_of(round(v * (e.n or 0)), e.n or 0)}" if e else ""
        for v, e in zip(values, found, strict=True)
    ]
    return {
        "type": "bar", "orientation": "h", "x": values, "y": list(range(len(found))),
        "width": 0.62, "text": fits, "textposition": "inside", "insidetextanchor": "middle",
        "textangle": 0, "constraintext": "none",
        "textfont": {"size": look.em, "color": "#1B2733" if bright else "#FFFFFF"},
        "marker": {"color": color, "line": {"width": 1, "color": look.paper}},
        "customdata": counts, "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip
