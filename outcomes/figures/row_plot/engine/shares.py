"""How a characteristic is distributed in each arm: one bar of 100 % per arm, cut into levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.row_plot.engine.axis import Axis
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Bar, Column, Panel, Row, RowPlot, Text
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_count, format_of, format_percent

THICK = 1.8  # em
# One hue from pale to deep: more is darker. Not an arm's color, so that it names no arm.
_RAMP = {
    "light": ("#E4E7EC", "#BAC3D0", "#8593A8", "#4F5D75", "#2B3548"),
    "dark": ("#36414E", "#566579", "#8292A8", "#B3C0D0", "#E3E9F0"),
}


def shares_figure(result: Result, covariate: str, levels: Mapping[str, str], look: Look) -> Figure:
    """Draw the share of each level in each arm.

    Parameters
    ----------
    result
        Analysis ``baseline``: quantity ``proportion`` with (covariate, level) in ``covariates``;
        its ``n`` is the denominator.
    covariate
        Id of a covariate with levels.
    levels
        Labels of the levels in the order of the protocol.
    """
    known = {
        (e.group, e.covariates[1]): e
        for e in result.all("proportion")
        if len(e.covariates) == 2 and e.covariates[0] == covariate and e.value is not None
    }
    groups = [g for g in look.labels if any(key[0] == g for key in known)]
    if not groups:
        return explanation(next(iter(result.notes), look.say("balance.none")), look)
    ramp = _RAMP["dark" if look.dark else "light"]
    steps = (len(ramp) - 1) / max(len(levels) - 1, 1)
    colors = {level: ramp[round(i * steps)] for i, level in enumerate(levels)}
    drawn = {level for _, level in known}
    rows = tuple(
        _row(g, {level: known.get((g, level)) for level in levels}, levels, colors, look)
        for g in groups
    )
    key = tuple((name, colors[level]) for level, name in levels.items() if level in drawn)
    panel = Panel(rows, Axis(0.0, 1.0, hidden=True))
    return row_plot(RowPlot((Column(),), (panel,), key=key, key_in_ink=True, bar=THICK), look)


def _row(
    group: str,
    found: Mapping[str, Estimate | None],
    levels: Mapping[str, str],
    colors: Mapping[str, str],
    look: Look,
) -> Row:
    n = next((e.n or 0 for e in found.values() if e), 0)
    name = f"{look.label(group)} (n = {format_count(n)})"
    counts = (
        f"{levels[level]}: {format_of(round((e.value or 0.0) * n), n)}"
        for level, e in found.items() if e
    )  # fmt: skip
    return Row((Text(name, look.word_color(group)),), bars=tuple(_bars(found, colors)), strong=True,
               hover=(name, *counts))  # fmt: skip


def _bars(found: Mapping[str, Estimate | None], colors: Mapping[str, str]) -> Iterator[Bar]:
    at = 0.0
    for level, e in found.items():
        if e is not None and e.value:
            yield Bar(at, at + e.value, colors[level], format_percent(e.value, e.n))
            at += e.value
