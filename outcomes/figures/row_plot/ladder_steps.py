"""The conversion ladder: how many of each arm reached each rung, with n/N and intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.row_plot.engine.axis import Axis
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Column, Panel, Row, RowPlot, Text
from outcomes.figures.row_plot.proportions import counted, dots
from outcomes.results.result import Estimate, Result
from outcomes.wording import Words, format_interval, format_percent


class ShareRow(NamedTuple):
    """A named row: one proportion per group, and whether a line joins it to the row above."""

    name: str
    shares: tuple[Estimate, ...]
    joined: bool = False


def ladder_steps_figure(
    result: Result,
    names: Mapping[tuple[str, ...], str],
    look: Look,
    *,
    method: str = "",
    above: Sequence[str] = (),
) -> Figure:
    """Draw the ladder: a row per rung, a dot with its interval per arm, n/N printed.

    Parameters
    ----------
    result
        Analysis ``conversion_ladder``; groups without a label (``all``) are not drawn.
    names
        Label by rung (the ``covariates`` of its estimates), in the order they are drawn.
    method
        Which interval: "" Clopper–Pearson, or ``wilson``.
    """
    rows = [
        ShareRow(name, _shares(result, rung, look.labels, method), joined=len(rung) == 1)
        for rung, name in names.items()
    ]
    empty = next(iter(result.notes), "")
    return shares_by_arm_figure([row for row in rows if row.shares], look, empty=empty, above=above)


def shares_by_arm_figure(
    rows: Sequence[ShareRow],
    look: Look,
    *,
    empty: Words = "",
    whole: bool = True,
    above: Sequence[str] = (),
) -> Figure:
    """Draw named rows of proportions, the arms of a row under each other on one scale.

    ``empty`` says why where there is nothing to draw; with ``whole`` the scale goes to 100 %, else
    to the quarter above the largest share.
    """
    shares = [e for row in rows for e in row.shares]
    ends = [max(e.value, e.ci_high or 0.0) for e in shares if e.value is not None]
    if not ends:
        return explanation(empty or look.say("proportion.none"), look)
    groups = [g for g in look.labels if any(e.group == g for e in shares)]
    end = 1.0 if whole else next(q for q in (0.25, 0.5, 0.75, 1.0) if q >= max(ends))
    axis = Axis(0.0, end, unit="percent", title=look.say("axis.percent"), grid=True)
    # Another denominator stands apart from the joined rows above it.
    apart = [bool(i and rows[i - 1].joined and not row.joined) for i, row in enumerate(rows)]
    drawn = tuple(_row(row, groups, ruled, look) for row, ruled in zip(rows, apart, strict=True))
    key = tuple((look.label(g), look.word_color(g)) for g in groups) if len(groups) > 1 else ()
    columns = Column(), Column(value=True, right=True)
    return row_plot(RowPlot(columns, (Panel(drawn, axis),), above=tuple(above), key=key), look)


def _row(row: ShareRow, groups: Sequence[str], ruled: bool, look: Look) -> Row:
    found = {e.group: e for e in row.shares}
    texts = tuple(
        Text(_printed(found[g], look), look.word_color(g) if len(groups) > 1 else "")
        if g in found else Text("")
        for g in groups
    )  # fmt: skip
    marks = [m for line, g in enumerate(groups) if g in found for m in dots(found[g], look, line)]
    return Row((row.name, texts), tuple(marks), ruled=ruled, joined=row.joined)


def ladder_words(result: Result, names: Mapping[tuple[str, ...], str], look: Look) -> str:
    """Return the ladder in words: per arm every rung with n/N."""
    said = []
    for group, label in look.labels.items():
        rungs = [
            f"{name} {counted(e)}" + (f" ({format_percent(e.value, e.n)})" if e.n else "")
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
    mine = [e for e in result.all("proportion") if e.covariates == rung and made(e, method)]
    found = {e.group: e for e in mine}
    return tuple(found[g] for g in labels if g in found)


def made(e: Estimate, method: str) -> bool:
    """Whether an interval is of the kind, empty for the main one."""
    return e.made_by(method) if method else not e.method


def _printed(e: Estimate, look: Look) -> str:
    """Return ``27/82 · 33% (23–44)``."""
    if e.value is None:
        return f"{counted(e)} · {look.absent(e)}"
    limits = format_interval(e.interval, "percent", n=e.n, language=look.language, label=False)
    share = format_percent(e.value, e.n) + (f" ({limits})" if limits else "")
    return f"{counted(e)} · {share}{look.marks.at(e)}"
