"""Standardized differences of the arms before and after weighting: the love plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import explanation
from outcomes.figures.row_plot.axis import Axis, Line
from outcomes.figures.row_plot.engine import row_plot
from outcomes.figures.row_plot.plot import Column, Mark, Panel, Row, RowPlot
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_number

LIMIT = 0.1  # standardized difference that counts as imbalance


def love_plot(
    result: Result, covariates: Mapping[str, str], look: Look, *, weighted: Result | None = None
) -> go.Figure:
    """Draw standardized differences per covariate, largest first, limits at ±0.1.

    Parameters
    ----------
    result
        Analysis ``baseline``: quantity ``smd``, one per compared arm and covariate.
    covariates
        Labels of the covariates by id.
    weighted
        The same after weighting: filled marks, the unweighted ones then hollow.
    """
    known = _known(result)
    if not known:
        return explanation(next(iter(result.notes), look.say("balance.none")), look)
    after = _known(weighted) if weighted else []
    worst: dict[str, float] = {}
    for e in known:
        worst[e.covariates[0]] = max(worst.get(e.covariates[0], 0.0), abs(e.value or 0.0))
    order = sorted(worst, key=lambda name: -worst[name])
    pairs = list(dict.fromkeys((e.group, e.reference) for e in known))
    above = []
    if len(pairs) == 1:
        arm, reference = map(look.label, pairs[0])
        above.append(look.say("balance.pair", arm=arm, reference=reference))
    if after:
        before, then = look.say("balance.unadjusted"), look.say("balance.weighted")
        above.append(f"○\u00a0{before}   ●\u00a0{then}")
    key = tuple((look.label(group), look.word_color(group)) for group, _ in pairs)
    reach = max(0.25, *(1.15 * abs(e.value or 0.0) for e in [*known, *after]))
    lines = tuple(Line(limit, dash="dot") for limit in (-LIMIT, LIMIT))
    axis = Axis(-reach, reach, title=look.say("axis.smd"), null=0.0, lines=lines)
    rows = tuple(_row(name, covariates.get(name, name), known, after, look) for name in order)
    plot = RowPlot((Column(),), (Panel(rows, axis),), above=tuple(above),
                   key=key if len(pairs) > 1 else ())  # fmt: skip
    return row_plot(plot, look)


def _known(result: Result) -> list[Estimate]:
    return [e for e in result.all("smd") if e.value is not None and e.covariates]


def _row(
    name: str, label: str, before: Sequence[Estimate], after: Sequence[Estimate], look: Look
) -> Row:
    marks, told = [], [label]
    for estimates, key in ((before, "unadjusted"), (after, "weighted")):
        for e in (e for e in estimates if e.covariates[0] == name):
            hollow = bool(after) and estimates is before
            marks.append(Mark(e.value or 0.0, color=look.color(e.group), hollow=hollow))
            when = f", {look.say(f'balance.{key}')}" if after else ""
            told.append(f"{look.label(e.group)}{when}: {format_number(e.value or 0.0, 2)}")
    return Row((label,), tuple(marks), hover=tuple(told))
