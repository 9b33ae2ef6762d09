"""A display answered: its questions are asked of a view, and its panel is drawn of the answers."""

from dataclasses import replace
from functools import partial

from components import chart
from components.answer.beside import held_view, on_one_scale
from components.answer.panel import show_blocks
from components.answer.progress import Aloud, Answers, answered
from components.answer.shown import Answer, Shown
from components.view import View
from outcomes.displays.base.added.so_far import so_far
from outcomes.displays.base.added.stamp import stamped
from outcomes.displays.base.display import PAGE, Chosen, Display, Given, Look
from outcomes.displays.base.panel import Panel
from outcomes.displays.published.beside import PUBLISHED

GUTTER = 20  # pixels between two columns


def answer(
    display: Display, view: View, chosen: Chosen, p_values: bool, told: Aloud | None = None
) -> Answer:
    """Answer and draw a display for a view, and for the cohort that is held beside it.

    Of one that is asked aloud, what is ready is shown while the rest is computed: of a view that
    stands alone, as side by side the axes are those of both.
    """
    other = _held(display, view)
    shown = shown_of(display, view, chosen, told, p_values=p_values, parts=other is None)
    if other is None:
        return Answer((shown,), (_ready(shown.draw(shown.given.look)),))
    held = shown_of(display, other, chosen, told, p_values=not other.exploratory, column="beside.")
    pair = held, shown
    panels = tuple(one.draw(one.given.wide(PAGE / 2 - GUTTER)) for one in pair)
    for figures in zip(*(panel.figures() for panel in panels), strict=False):
        on_one_scale(figures)
    return Answer(pair, tuple(map(_ready, panels)))


def _held(display: Display, view: View) -> View | None:
    """Return the view that is held beside, where it has this display."""
    other = held_view(view)
    if other is None or display is PUBLISHED:
        return None
    other = other.within(display.within)
    return other if other.has(display) else None


def _ready(panel: Panel) -> Panel:
    """Return a panel whose figures are what is sent: what comes together is drawn together."""
    for figure in panel.figures():
        figure.to_json()
    return panel


def shown_of(
    display: Display,
    view: View,
    chosen: Chosen,
    told: Aloud | None = None,
    *,
    p_values: bool,
    column: str = "",
    width: int | None = None,
    parts: bool = False,
) -> Shown:
    """Return a display with its questions answered for a view.

    Parameters
    ----------
    told
        Where it is said what is computed, if anywhere; None for what takes no time.
    width
        That of its page, where it is another than the visitor's.
    parts
        Whether what is ready is shown while the rest is computed.
    """
    questions, words = display.ask(view.scene, chosen), view.words
    look = Look(view.language, view.theme, width=width or chart.page_width(PAGE),
                labels=words.labels,
                names=words.names,
                caption=view.caption(display.about(view.scene, chosen)))  # fmt: skip
    shown = Shown(view, display, Given(view.scene, chosen, {}, look, p_values), questions, column)
    answers = answered(view, questions, told, partial(_show_part, shown) if parts else None)
    return replace(shown, given=replace(shown.given, answers=answers))


def _show_part(shown: Shown, answers: Answers, prefix: str) -> None:
    """Show what is ready of a display, with nothing to click."""
    part = replace(shown, given=replace(shown.given, answers=answers), column=prefix, whole=False)
    panel = so_far(part.display, part.given)
    show_blocks(stamped(panel, part.view.stamp, part.given.look).blocks, part)
