"""Kaplan–Meier and other step curves, as clinicians expect them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from outcomes.figures.base.arms import arms_of
from outcomes.figures.base.look import Look
from outcomes.figures.base.style import (
    Spec,
    axis,
    caption_lines,
    caption_size,
    explanation,
    figure,
    layout,
    note,
)
from outcomes.figures.base.text import plain, wrapped
from outcomes.figures.curve_plot.curve_layers import (
    Drawing,
    Layers,
    end_labels,
    median_shapes,
    reached_medians,
    remarks,
    traces,
)
from outcomes.figures.curve_plot.risk_table import (
    Extra,
    Row,
    draw_rows,
    extra_rows,
    label_room,
    rows_of,
)
from outcomes.figures.curve_plot.steps import span_of
from outcomes.figures.curve_plot.summary import contrast_lines, summary_block
from outcomes.results.result import Result

NARROW = 640  # pixels


def survival_figure(
    result: Result,
    *,
    labels: Mapping[str, str],
    contrast: Result | Sequence[Result] = (),
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    risk_table: str = "at_risk",
    bands: bool = True,
    censor_marks: bool = True,
    median_lines: bool = True,
    as_: str = "survival",
    horizon: float | None = None,
    tick: float | None = None,
    groups: Sequence[str] | None = None,
    annotation: Sequence[str] | None = None,
    caption: Sequence[str] = (),
    x_title: str | None = None,
    y_title: str | None = None,
    plot_height: int | None = None,
    extra: Sequence[Extra] = (),
) -> go.Figure:
    """Draw step curves with bands, numbers at risk and a summary.

    Parameters
    ----------
    result
        Curves, one per group, and their medians (``kaplan_meier``, ``follow_up``, or curves of
        cumulative incidence).
    labels
        Label by group in protocol order: the order decides color and dash, filtered or not.
    contrast
        Results with hazard ratios and with the log-rank test, summarized above the plot.
    risk_table
        ``at_risk``, ``kmunicate`` (at risk, censored, events) or ``none``.
    as_
        ``survival``, or ``incidence`` for one minus the curve.
    horizon, tick
        End of the axis and distance of ticks, in the unit of the curves. By default the axis ends
        at the tick after which fewer than 10 % or 5 remain at risk in every arm.
    groups
        The groups to show; all by default.
    annotation
        Lines above the plot in place of those built from ``contrast``.
    caption
        Lines under the figure, for exports: population, filters, data cut-off.
    width
        About the width of the figure's place in pixels: words are wrapped and cut to it.
    plot_height
        Height of the plotting area in pixels.
    extra
        Further rows of the table, such as effective numbers under weights.

    Returns
    -------
    Figure
        For a cohort of nobody, a figure that says so.

    References
    ----------
    Pocock et al. (2002) Lancet 359:1686. Morris et al. (2019) BMJ Open 9:e030215 (KMunicate).
    """
    look = Look(language, theme, size, width)
    already = bool(result.curves) and "incidence" in result.curves[0].quantity
    arms = arms_of(
        result.curves, labels, groups=groups, incidence=as_ == "incidence" and not already
    )
    if not any(arm.steps.n > 0 for arm in arms):
        return explanation(next(iter(result.notes), look.say("curve.none")), look)
    unit = next((c.unit for c in result.curves if c.unit), "months")
    layers = Layers(risk_table, bands, censor_marks, median_lines, horizon, tick)
    span = span_of([a.steps for a in arms], horizon=horizon, tick=tick, unit=unit)
    rows = rows_of(arms, span.ticks, risk_table, look) if risk_table != "none" else []
    rows += extra_rows(arms, span.ticks, extra)
    picture = Drawing(arms, span, look, layers, unit, already or as_ == "incidence", rows)
    if annotation is None:
        given = (contrast,) if isinstance(contrast, Result) else tuple(contrast)
        annotation = contrast_lines((*given, result), labels, language)
    vertical = "axis.incidence" if picture.incidence else "axis.survival"
    titles = (
        x_title or look.say("axis.since_start", Unit=look.say(f"axis.{unit}")),
        y_title or look.say(vertical),
    )
    medians = reached_medians(result, picture) if median_lines else []
    # In a narrow place the words start at the edge of the figure, not at that of the plot.
    edge = _left(rows, look) - 6 if look.width < NARROW else 0
    across = look.width - (6 if edge else _left(rows, look)) - look.em
    lines = [part for line in annotation for part in wrapped(line, across, look.em)]
    words = summary_block(arms, result, lines, look, start=-edge)
    spec = _arranged(picture, words, titles, caption, plot_height or look.plot_height)
    spec["shapes"] = median_shapes(medians, picture)
    return figure(traces(picture), spec)


def _left(rows: list[Row], look: Look) -> float:
    """Return the left margin: the labels of the table, or the ticks and the title of y."""
    return max(label_room(rows, look), 4.6 * look.em) + 6


def _arranged(
    picture: Drawing,
    words: tuple[list[Spec], float],
    titles: tuple[str, str],
    caption: Sequence[str],
    plot_height: int,
) -> Spec:
    """Return the layout: margins from the words in them, axes, and all annotations."""
    look, span, rows = picture.look, picture.span, picture.rows
    em = look.em
    ends, right = end_labels(picture, plot_height)
    title_at = 5 + 2.35 * em
    rows_at = title_at + 1.6 * em
    after = rows_at + len(rows) * look.line
    notes_at = after + 0.3 * em if rows else title_at + 1.7 * em
    left = _left(rows, look)
    fine = caption_size(look)
    lines = (remarks(picture), *caption)
    said = [w for line in lines for w in wrapped(line, look.width - 8, fine)]
    small = caption_lines(look, said, below=notes_at, left=left - 4)
    bottom = notes_at + 1.5 * (em - 1.5) * len(small) + (0 if small else -0.5 * em)
    spec = layout(
        look,
        height=plot_height + words[1] + bottom + 8,
        margin=(left, right, words[1] + 8, bottom),
    )
    tick_texts = [f"{tick:g}" for tick in span.ticks]
    spec["xaxis"] = axis(
        look, range=[0, span.end], tickvals=span.ticks.tolist(), ticktext=tick_texts,
        unifiedhovertitle={"text": f"%{{x:.1f}} {look.say(f'unit.{picture.unit}')}"},
        showspikes=True, spikemode="across", spikethickness=-2, spikedash="dot",
        spikecolor=look.muted,
    )  # fmt: skip
    quarters = [0, 0.25, 0.5, 0.75, 1]
    spec["yaxis"] = axis(
        look, grid=True, range=[0, 1.01], tickvals=quarters,
        ticktext=[f"{round(100 * q)}%" for q in quarters],
    )  # fmt: skip
    spec["hovermode"] = "x unified"
    corner = {"xref": "x domain", "yref": "y domain"}
    spec["annotations"] = [
        *words[0],
        note(plain(titles[0]), color=look.ink, size=em, x=0.5, y=0, yanchor="middle",
             yshift=-title_at, **corner),
        note(plain(titles[1]), color=look.ink, size=em, x=0, y=0.5, textangle=-90,
             xanchor="center", yanchor="middle", xshift=-(3.4 * em + 6), **corner),
        *_table(picture, title_at, rows_at),
        *ends,
        *small,
    ]  # fmt: skip
    return spec


def _table(picture: Drawing, title_at: float, rows_at: float) -> list[Spec]:
    """Return the rows at risk and their heading, which shares its line with the axis title."""
    if not picture.rows:
        return []
    look = picture.look
    left = label_room(picture.rows, look)
    heading = note(
        f"<b>{look.say('curve.at_risk')}</b>", color=look.ink, size=look.em - 1, x=0, y=0,
        xref="x domain", yref="y domain", xanchor="left", yanchor="middle", xshift=-left,
        yshift=-title_at,
    )  # fmt: skip
    heads = [] if picture.layers.risk_table == "kmunicate" else [heading]
    return heads + draw_rows(picture.rows, picture.span.ticks, look, top=rows_at)
