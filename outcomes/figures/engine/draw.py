"""A plot as a figure: panels side by side or below each other, in pixels that fit their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, Spec, figure, layout, note
from outcomes.figures.base.text import plain, pushed_apart, shortened, text_width
from outcomes.figures.engine.around import EDGE, Margins, foot, head, label_room
from outcomes.figures.engine.axes import axis_spec, with_room
from outcomes.figures.engine.layer import Marks, Words
from outcomes.figures.engine.plot import Axis, End, Panel, Plot, Row
from outcomes.figures.engine.traces import shapes_of, traces_of
from outcomes.wording import format_date

WIDEST_END = 13.0  # em
BESIDE = 6.0  # labels of rows may take a sixth of a narrow figure


def figure_of(plot: Plot, look: Look) -> Figure:
    """Draw a plot."""
    plot = replace(plot, below=(*look.footnotes(_told(plot)), *plot.below))
    plot = narrowed(plot, look) if look.narrow else plot
    grid = _grid(plot, look)
    x, kept = with_room(plot.x, grid.wide, look.em, [row.cells for row in plot.rows if row.cells])
    rows = tuple(replace(row, cells=row.cells[kept]) for row in plot.rows)
    plot = replace(plot, x=x, rows=rows)
    above, top = head(plot, grid.margins, look)
    under, bottom = foot(plot, grid.margins, [at for at, _ in x.ticks], look)
    edges = (grid.margins.left, grid.margins.right, top, bottom)
    spec = layout(look, height=grid.margins.tall + top + bottom, margin=edges)
    spec |= {"annotations": [*above, *under], "shapes": []}
    spec |= {"hovermode": "x unified" if plot.unified else "closest"}
    spec |= {"bargap": 0.25, "bargroupgap": 0.05}
    data: list[Spec] = []
    for number, panel in enumerate(plot.panels):
        data += _place(panel, number, plot, grid, look, spec)
    return figure(data, spec, look)


def _told(plot: Plot) -> Iterator[str]:
    """Yield the texts of a plot in which numbers stand."""
    yield from plot.above
    yield from (cell for row in plot.summary for cell in row.cells)
    for panel in plot.panels:
        yield from (end.words for end in panel.ends)
        yield from (layer.words for layer in panel.layers if isinstance(layer, Words))
        yield from (w for layer in panel.layers if isinstance(layer, Marks) for w in layer.words)


def narrowed(plot: Plot, look: Look) -> Plot:
    """Return the form of a plot for a narrow place.

    The names of lines stand in a key above, with their numbers alone left at the ends; long labels
    of rows stand above their numbers. Ticks give way where there is no room for them anyway.
    """
    ends = dict.fromkeys(
        (e.name, e.sign, e.sign_color or e.color)
        for p in plot.panels for e in p.ends if e.name and not e.named
    )  # fmt: skip
    panels = tuple(
        replace(p, ends=tuple(replace(e, name="") for e in p.ends if e.number)) for p in plot.panels
    )
    return replace(plot, panels=panels, rows=_rows(plot, look), key=(*plot.key, *ends))


def _rows(plot: Plot, look: Look) -> tuple[Row, ...]:
    """Return rows with their labels beside the numbers where all fit, else all above them."""
    room = _ticks_room(plot.y, look.em) + look.em - _half(plot, look.em, 0)
    room = max(room, look.width / BESIDE)
    if all(text_width(row.label, look.em) <= room for row in plot.rows if row.cells):
        return plot.rows
    rows: list[Row] = []
    for row in plot.rows:
        if row.cells and row.label:
            rows.append(Row(row.label, row.color, heading=True))
            row = replace(row, label="")
        rows.append(row)
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Grid:
    """Where panels stand: how many across, and pixels of one, of its title and between them."""

    margins: Margins
    across: int
    wide: float
    high: float
    title: float
    beside: float
    between: float

    def domain(self, number: int) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the shares of the whole plot from where to where a panel goes, across and up."""
        row, column = divmod(number, self.across)
        left = column * (self.wide + self.beside) / self.margins.inner
        upper = self.margins.tall - row * (self.high + self.title + self.between) - self.title
        ends = (upper - self.high) / self.margins.tall, upper / self.margins.tall
        return (left, min(left + self.wide / self.margins.inner, 1.0)), (max(ends[0], 0.0), ends[1])


def _grid(plot: Plot, look: Look) -> Grid:
    n, em = len(plot.panels), look.em
    scale = max((_ticks_room(p.y or plot.y, em) for p in plot.panels), default=0.0)
    beside_y = max(scale, _half(plot, em, 0)) + (1.6 * em if plot.y.title else 0)
    left = max(beside_y, label_room(plot.rows, look)) + EDGE
    right = max(_ends_room(plot, look), _half(plot, em, -1) + EDGE, 10.0)
    inner = look.width - left - right
    beside = right + scale if n > 1 else 0.0
    narrowest = plot.narrowest * em / 13
    fits = int((inner + beside) // (narrowest + beside)) if n > 1 else 1
    across = max(1, min(n, plot.most, fits))
    title = 1.7 * em if any(p.title for p in plot.panels) else 0.0
    between = 0.8 * em if plot.x.hidden else 2.6 * em
    down = ceil(n / across)
    high = _high(plot, look, down)
    tall = down * (high + title) + (down - 1) * between
    wide = (inner - (across - 1) * beside) / across
    return Grid(Margins(left, right, inner, tall), across, wide, high, title, beside, between)


def _high(plot: Plot, look: Look, down: int) -> float:
    """Return the height of a panel; on a projector, panels below each other share that of one."""
    own = plot.height or round(plot.share * look.plot_height)
    if look.size != "presentation" or down == 1:
        return look.height or own
    shared = look.plot_height / down
    return min(shared, plot.height) if plot.height else shared


def _ticks_room(y: Axis, em: float) -> float:
    widths = (text_width(words, em) for _, words in y.ticks)
    return 0.0 if y.hidden else max(widths, default=0.0) + 8


def _half(plot: Plot, em: float, which: int) -> float:
    """Return half of the first or last words under the panels: they stand around their ends."""
    shown = [p.x or plot.x for p in plot.panels]
    words = [a.ticks[which][1] for a in shown if a.ticks and not a.hidden]
    words += [row.cells[which] for row in plot.rows if row.cells]
    return max((text_width(said, em) for said in words), default=0.0) / 2


def _ends_room(plot: Plot, look: Look) -> float:
    names = [text_width(e.words, look.em, bold=e.strong) for p in plot.panels for e in p.ends]
    return min(max(names, default=0.0), _end_room(look)) + 8 + EDGE if names else 0.0


def _end_room(look: Look) -> float:
    return look.room(0.25, WIDEST_END)


def _place(panel: Panel, number: int, plot: Plot, grid: Grid, look: Look, spec: Spec) -> list[Spec]:
    """Add the axes and words of a panel to the layout, and return its traces."""
    axes = "" if number == 0 else str(number + 1)
    across, up = grid.domain(number)
    x = plot.x if panel.x is None else with_room(panel.x, grid.wide, look.em)[0]
    y = panel.y or plot.y
    places = {f"xaxis{axes}": (x, across, f"y{axes}"), f"yaxis{axes}": (y, up, f"x{axes}")}
    for name, (a, domain, anchor) in places.items():
        spike = plot.unified and name[0] == "x"
        spec[name] = axis_spec(a, look, spike=spike, domain=list(domain), anchor=anchor)
    spec["shapes"] += shapes_of(panel.layers, axes, dates=x.dates)
    spec["annotations"] += _title(panel, axes, grid, look)
    spec["annotations"] += _ends(panel.ends, axes, (y, grid.high), look)
    words = [layer for layer in panel.layers if isinstance(layer, Words)]
    spec["annotations"] += _written(words, axes, (x, y), grid, look)
    names = {"xaxis": f"x{axes}", "yaxis": f"y{axes}"} if axes else {}
    return [{**trace, **names} for trace in traces_of(panel.layers, look, dates=x.dates)]


def _title(panel: Panel, axes: str, grid: Grid, look: Look) -> list[Spec]:
    if not panel.title:
        return []
    title = plain(shortened(panel.title, grid.wide + grid.margins.right - EDGE, look.em, bold=True))
    return [note(f"<b>{title}</b>", color=panel.color or look.ink, size=look.em, x=0, y=1,
                 xref=f"x{axes} domain", yref=f"y{axes} domain", xanchor="left", yanchor="bottom",
                 yshift=4)]  # fmt: skip


def _ends(ends: Sequence[End], axes: str, place: tuple[Axis, float], look: Look) -> list[Spec]:
    """Return the names at the ends of lines, pushed apart."""
    y, high = place
    wanted = [(end.at - y.low) / (y.high - y.low) * high for end in ends]
    placed = pushed_apart(wanted, 1.3 * look.em, 0.4 * look.em, high - 0.4 * look.em)
    found = []
    for end, up in zip(ends, placed, strict=True):
        name = plain(shortened(end.words, _end_room(look), look.em, bold=end.strong))
        found.append(
            note(f"<b>{name}</b>" if end.strong else name, color=end.color, x=1, y=0,
                 size=look.em if end.strong else look.em - 1, xref=f"x{axes} domain",
                 yref=f"y{axes} domain", xanchor="left", yanchor="middle", xshift=8, yshift=up)
        )  # fmt: skip
    return found


def _written(
    words: Sequence[Words], axes: str, scales: tuple[Axis, Axis], grid: Grid, look: Look
) -> list[Spec]:
    """Return the words in a panel, moved into it and off each other."""
    taken: list[tuple[float, float, float, float]] = []
    found = []
    for said in words:
        size = said.smaller * look.em
        shift, box = _free(said, _box(said, scales, grid, size), taken, grid)
        taken.append(box)
        refs = {f"{way}ref": f"{way}{axes}" + ("" if way in said.of else " domain") for way in "xy"}
        at = format_date(said.x) if scales[0].dates and "x" in said.of else said.x
        found.append(
            note(plain(said.words), color=said.color, size=size, x=at, y=said.y, **refs,
                 xanchor=said.across, yanchor=said.up, xshift=shift[0], yshift=shift[1])
        )  # fmt: skip
    return found


def _box(
    said: Words, scales: tuple[Axis, Axis], grid: Grid, size: float
) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top of words in pixels of their panel."""
    across, up = (
        ((value - a.low) / (a.high - a.low) if way in said.of else value) * length + shift
        for way, value, a, length, shift in zip(
            "xy", (said.x, said.y), scales, (grid.wide, grid.high), said.shift, strict=True
        )
    )
    width, height = text_width(said.words, size), 1.35 * size
    left = across - width * {"left": 0.0, "center": 0.5, "right": 1.0}[said.across]
    low = up - height * {"bottom": 0.0, "middle": 0.5, "top": 1.0}[said.up]
    return left, low, left + width, low + height


def _free(
    said: Words, box: tuple[float, float, float, float], taken: Sequence[tuple[float, ...]],
    grid: Grid,
) -> tuple[tuple[float, float], tuple[float, float, float, float]]:  # fmt: skip
    """Return the shift that keeps words in their panel and off the others, and their box."""
    left, low, right, top = box
    aside = max(0.0, EDGE - left) or min(0.0, grid.wide - right)
    left, right = left + aside, right + aside
    step = {"top": low - top, "bottom": top - low, "middle": 0.0}[said.up]
    moved = 0.0
    for _ in range(6 if step else 0):
        if not any(left < r and lft < right and low + moved < t and b < top + moved
                   for lft, b, r, t in taken):  # fmt: skip
            break
        moved += step
    shift = said.shift[0] + aside, said.shift[1] + moved
    return shift, (left, low + moved, right, top + moved)
