"""The one engine of figures whose rows are named at the left: a row plot drawn in a look."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.figures.base.look import Look, legible
from outcomes.figures.base.style import Figure, Spec, axis, figure, layout, note
from outcomes.figures.base.text import plain, pushed_apart, text_width
from outcomes.figures.row_plot.engine.around import caption, centered, heads, top, under
from outcomes.figures.row_plot.engine.axis import Axis
from outcomes.figures.row_plot.engine.columns import EDGE, LINE, Form, Words, fitted, form_of
from outcomes.figures.row_plot.engine.lines import Laid, shapes_of
from outcomes.figures.row_plot.engine.marks import hover_of, traces_of
from outcomes.figures.row_plot.engine.places import Placed, placed, rise
from outcomes.figures.row_plot.engine.plot import Panel, RowPlot


def row_plot(plot: RowPlot, look: Look) -> Figure:
    """Draw a row plot.

    Parameters
    ----------
    plot
        What is shown.
    look
        How it is to be read: where it is narrow, texts stand above their rows.
    """
    plot, everywhere = plot.common()
    form = form_of(plot, look)
    notes, at = top(plot, form)
    laid = _laid(plot, form, at)
    said = (*plot.above, *(words for row in plot.rows for words in row.said))
    caveats = look.footnotes(said, everywhere)
    small, height = caption((*caveats, *plot.below, *look.caption), laid[-1].end, form)
    margin = (form.left, form.right, EDGE, EDGE)
    spec = layout(look, height=height + 2 * EDGE, margin=margin)
    spec |= {"yaxis": axis(look, range=[height, 0], visible=False), "hovermode": "closest"}
    spec["shapes"] = [shape for one in laid for shape in shapes_of(one, form)]
    notes += [note for one in laid for note in _notes(one, form)]
    spec["annotations"] = [*notes, *(words.note(look) for words in small)]
    data: list[Spec] = []
    for one in laid:
        spec["xaxis" + one.x[1:]] = _axis(one, form, height)
        names = {"xaxis": one.x, "yaxis": "y"}
        data += traces_of(one.rows, one.axis, form, names)
    return figure(data, spec, look)


def _laid(plot: RowPlot, form: Form, at: float) -> list[Laid]:
    """Return the panels under each other."""
    found: list[Laid] = []
    for number, panel in enumerate(plot.panels, 1):
        columns = form.columns if number == 1 else {}
        words, at = heads(form, columns, panel.axis.head, at)
        rows = []
        for row in panel.rows:
            rows.append(placed(row, form, at))
            at = rows[-1].end
        found.append(_floored(panel, number, tuple(rows), words, form))
        at = found[-1].end + 0.5 * form.look.em
    return found


def _floored(
    panel: Panel, number: int, rows: tuple[Placed, ...], words: list[Words], form: Form
) -> Laid:
    """Return a panel with its axis and the words around it."""
    em, scale, at = form.look.em, panel.axis, rows[-1].end
    if scale.hidden:
        return Laid(panel, number, rows, tuple(words), at, at)
    for line in (line for line in scale.lines if line.words):
        share, y = scale.share(line.value), at + LINE * em / 2
        words.append(centered(f"▼ {line.words}", share, y, form, form.look.muted))
        at += LINE * em
    said, end = under(scale, at + 5 + 1.6 * em, form)
    return Laid(panel, number, rows, (*words, *said), at, end)


def _axis(one: Laid, form: Form, height: float) -> Spec:
    look, scale = form.look, one.axis
    ticks = scale.ticks(form.plot, look.em)
    found = axis(
        look, range=list(scale.ends), tickvals=[scale.place(v) for v, _ in ticks], anchor="free",
        ticktext=[word for _, word in ticks], visible=not scale.hidden,
        position=max(1 - one.floor / height, 0.0),
    )  # fmt: skip
    return found | {"overlaying": "x"} if one.number > 1 else found


def _notes(one: Laid, form: Form) -> Iterator[Spec]:
    """Yield the words of a panel: around its rows, in them, and of axes of their own."""
    for words in one.words:
        yield words.note(form.look)
    for place in one.rows:
        hover = hover_of(place)
        for words in place.words:
            yield words.note(form.look, hover)
        yield from _inside(place, one.axis, form)
        if place.row.upright is not None:
            yield from _own_words(place, place.row.upright, form)


def _inside(place: Placed, scale: Axis, form: Form) -> Iterator[Spec]:
    """Yield what is printed in bars, where it fits."""
    em = form.look.em
    for bar in place.row.bars:
        room = abs(scale.share(bar.end) - scale.share(bar.start)) * form.plot
        if bar.words and text_width(bar.words, em) + 6 <= room:
            middle = scale.place((bar.start + bar.end) / 2)
            yield note(plain(bar.words), color=legible(bar.color), size=em, xref="x", yref="y",
                       x=middle, y=place.lines[0], yanchor="middle")  # fmt: skip


def _own_words(place: Placed, own: Axis, form: Form) -> Iterator[Spec]:
    """Yield the ticks of an axis upwards, and the names of its lines."""
    look, em = form.look, form.look.em
    for value, word in own.ticks(2 * place.row.tall, em):  # words are half as high as wide
        yield Words(word, 0, -0.6 * em, "right", rise(place, own, value)).note(look)
    named = [line for line in own.lines if line.words]
    wanted = [rise(place, own, line.value) for line in named]
    for line, y in zip(named, pushed_apart(wanted, LINE * em, place.top, place.end), strict=True):
        words = next(iter(fitted(line.words, form.right - EDGE - 8, em)), "")
        yield Words(words, 1, 8, "left", y, look.muted).note(look)
