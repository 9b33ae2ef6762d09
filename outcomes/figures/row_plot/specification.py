"""The specification curve: one estimate per model somebody could have chosen, and which it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.row_plot.engine.axis import Axis, axis_of
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Column, Mark, Panel, Row, RowPlot
from outcomes.figures.row_plot.ladder import Named
from outcomes.results.result import Estimate, Result

TALL = 230.0  # pixels of the curve
SMALL, LARGE = 0.4, 0.27  # area of a dot and of a mark, as shares of the largest


def specification_figure(
    result: Result,
    arm: str,
    covariates: Mapping[str, str],
    forms: Mapping[str, str],
    look: Look,
    *,
    named: Sequence[Named] = (),
) -> Figure:
    """Draw every specification's hazard ratio, from the smallest on, over the choices it made.

    Parameters
    ----------
    result
        Analysis ``specification``: ``hazard_ratio`` per covariate set and form (``method``).
    arm
        Whose comparison with the reference.
    covariates, forms
        Labels by id, in the order of the rows of choices.
    named
        Values from elsewhere, as labeled lines: the truth of a simulation, a published trial.
    """
    found = [e for e in result.all("hazard_ratio") if e.group == arm and e.value is not None]
    if not found:
        return explanation(next(iter(result.notes), look.say("ladder.none")), look)
    found.sort(key=lambda e: e.value or 0.0)
    own = replace(axis_of(found, [n.value for n in named]), grid=True,
                  lines=tuple(n.line(look) for n in named))  # fmt: skip
    color = look.color(arm)
    curve = tuple(
        Mark(e.value or 1.0, e.ci_low, e.ci_high, color, share=SMALL, across=i,
             hover=tuple(_told(e, covariates, forms, look)))
        for i, e in enumerate(found)
    )  # fmt: skip
    top = Row((look.say("axis.hazard_ratio"),), curve, upright=own, tall=TALL)
    choices = [
        *(_choice(label, [name in e.covariates for e in found], look)
          for name, label in covariates.items()),
        *(_choice(label, [e.made_by(form) for e in found], look) for form, label in forms.items()),
    ]  # fmt: skip
    rows = (top, *(row for row in choices if row.marks))
    panel = Panel(rows, Axis(-1, len(found), hidden=True))
    return row_plot(RowPlot((Column(),), (panel,)), look)


def _choice(label: str, chosen: Sequence[bool], look: Look) -> Row:
    """Return a row of the grid under the curve: a mark where a model made the choice."""
    pitch = 0.5 * look.width / look.em / len(chosen)  # em between models, about
    marks = (
        Mark(i, shape="square", share=min(LARGE, (0.7 * pitch) ** 2))
        for i, yes in enumerate(chosen)
        if yes
    )
    return Row((label,), tuple(marks))


def _told(
    e: Estimate, covariates: Mapping[str, str], forms: Mapping[str, str], look: Look
) -> Iterator[str]:
    """Yield a model in words: its number, its form, what it adjusts for."""
    yield look.printed(e)
    yield next((label for form, label in forms.items() if e.made_by(form)), "")
    chosen = ", ".join(covariates.get(c, c) for c in e.covariates)
    yield chosen or look.say("specification.nothing")
