"""The one way to show a display: its choices, its panel, its files, and what belongs beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import ModuleType
from typing import Any

import streamlit as st

from components import chart
from components.asking.choose import choose, choose_all
from components.files.downloads import WIDTH, show_csv, show_files
from components.files.offers import show_offer
from components.files.tray import show_collect, slide_of
from components.later import around_the_answer, gathered, later
from components.page.beside import held_view, on_one_scale, show_who
from components.page.estimand import show_estimand
from components.page.frame import show_cells, show_facts, show_method, show_notes
from components.page.present import presenting, show_presentation
from components.page.progress import Aloud, Answers, aloud, answered
from components.page.wall import choose_p_values, for_export, may_compare
from components.view import View
from outcomes import __version__
from outcomes.displays.base.choice import one_of
from outcomes.displays.base.display import (
    Chosen,
    Display,
    Given,
    Look,
    Questions,
    nothing_to_choose,
)
from outcomes.displays.base.methods import methods_of
from outcomes.displays.base.panel import (
    Beside,
    Block,
    Cells,
    Facts,
    Folded,
    Offer,
    Panel,
    Picture,
    Role,
    Text,
)
from outcomes.displays.base.so_far import so_far
from outcomes.displays.base.stamp import stamped
from outcomes.displays.base.words import plain
from outcomes.displays.collected import piece_of
from outcomes.displays.published.beside import PUBLISHED
from outcomes.displays.tab import Tab, nothing_here
from outcomes.model.protocol import Endpoint
from outcomes.model.question import Request
from outcomes.results.result import Result

GUTTER = 20  # pixels between two columns


@dataclass(frozen=True, slots=True)
class Shown:
    """A display as it stands on the page.

    Attributes
    ----------
    column
        Tells those side by side apart, and parts of one from the whole.
    whole
        Whether every answer is there: of a part nothing can be taken away.
    """

    view: View
    display: Display
    given: Given
    questions: Questions
    column: str = ""
    whole: bool = True

    def light(self) -> Panel:
        """Return it drawn again for files, which are always light."""
        return self.draw(replace(self.given.look, theme="light", width=WIDTH))

    def asked(self) -> list[tuple[Request, Result]]:
        """Return its questions with their answers, as they may leave the page."""
        found = [(q, self.given.answers[name]) for name, q in self.questions.items()]
        counted = [(q, a) for q, a in found if isinstance(a, Result)]  # not single patients
        answers = for_export(self.view, (a for _, a in counted), p_values=self.given.p_values)
        return [(q, a) for (q, _), a in zip(counted, answers, strict=True)]

    def draw(self, look: Look) -> Panel:
        """Return it drawn, each figure with its stamp."""
        panel = self.display.draw(replace(self.given, look=look))
        return stamped(panel, self.view.stamp, look)


@dataclass(frozen=True, slots=True)
class Answer:
    """A display with its answers, drawn: once, or twice where another cohort is held beside."""

    shown: tuple[Shown, ...]
    panels: tuple[Panel, ...]

    def is_of(self, display: Display, chosen: Chosen, p_values: bool) -> bool:
        """Whether this answers what is chosen now."""
        last = self.shown[-1]
        asked = last.given.chosen, last.given.p_values
        return last.display is display and asked == (chosen, p_values)


def show_page(page: ModuleType, view: View, ahead: Answer | None = None) -> None:
    """Show the tab a page declares: to work with, or for the projector."""
    if presenting():
        show_presentation(page.TAB, view)
    else:
        show_tab(page.TAB, view, ahead)


def answer_ahead(tab: Tab, view: View) -> Answer | None:
    """Answer and draw the open section of a tab, before anything of the page is sent.

    What reaches the browser at once is drawn there once; bit by bit, the page is drawn many times.
    What may take long first says that it is being computed: it is left to itself.
    """
    if presenting() or tab.offered(view.scene, view.words):
        return None
    with gathered():  # nobody is asked twice: these are not drawn
        display = tab.sections.get(choose_section(tab, view))
        if display is None or display.takes_long(view.scene.n):
            return None
        view = view.within(display.within)
        if not view.has(display):
            return None
        chosen = choose_all(lambda so_far: view.choices(display, so_far), {})
        return _answer(display, view, chosen, _p_values(display, view))


def show_tab(tab: Tab, view: View, ahead: Answer | None = None) -> None:
    """Show the open section of a tab."""
    if tab.compares and not may_compare(view):
        return
    reason = tab.offered(view.scene, view.words)
    if reason:
        st.info(reason, icon=":material/info:")
        return
    with st.container(), around_the_answer():
        section = choose_section(tab, view)
    if not section:
        st.info(view.say(nothing_here(tab, view.scene, view.words)), icon=":material/info:")
        return
    question = tab.question(view.scene, view.words, section)
    show_display(tab.sections[section], view, question, ahead)


def sections_of(tab: Tab, view: View) -> list[str]:
    """Return the codes of the sections that are offered."""
    return [
        code
        for code, display in tab.sections.items()
        if (tab.every or not display.offered(view.scene, view.words)) and view.shows(display)
    ]


def choose_section(tab: Tab, view: View) -> str:
    """Ask which section is open; a tab of one asks nothing."""
    offered = sections_of(tab, view)
    if len(offered) < 2:
        return next(iter(offered), "")
    options = [(code, view.say(tab.names.format(code))) for code in offered]
    return str(choose(one_of(tab.key, view.say(tab.label), options, segmented=True, quiet=True)))


def show_display(
    display: Display, view: View, question: str = "", ahead: Answer | None = None, **fixed: Any
) -> None:
    """Ask what a display asks, and show what it draws of the answers.

    Parameters
    ----------
    display, view
        What is shown, of whom.
    question
        What it answers, as markdown: above its choices, or in their place.
    ahead
        What was answered before, which serves if nothing else is chosen.
    fixed
        Choices that are settled before.
    """
    alone = display.choices is nothing_to_choose
    if question and not alone:
        st.caption(question)
    view = view.within(display.within)
    scene, words = view.scene, view.words
    reason = display.offered(scene, words)
    if reason:
        st.info(reason, icon=":material/info:")
        return
    if display.compares and not may_compare(view):
        return
    row = st.container(horizontal=True, vertical_alignment="center" if alone else "bottom",
                       key=None if alone else f"asked-{display.id}")  # fmt: skip
    with row, around_the_answer():
        if question and alone:
            later(lambda: st.caption(question))
        chosen = choose_all(lambda so_far: view.choices(display, so_far), fixed)
        endpoint = display.about(scene, chosen)
        registered = endpoint if endpoint in scene.spec.endpoints else None
        if registered:
            later(lambda: show_estimand(view, registered, key=display.id))
    p_values = _p_values(display, view)
    if ahead is not None and ahead.is_of(display, chosen, p_values):
        show_answer(ahead)
    else:
        with aloud(display.id, slow=display.takes_long(scene.n)) as told:
            show_answer(_answer(display, view, chosen, p_values, told))
    if display.published and registered:
        show_published(view, registered)


def _held(display: Display, view: View) -> View | None:
    """Return the view that is held beside, where it has this display."""
    other = held_view(view)
    if other is None or display is PUBLISHED:
        return None
    other = other.within(display.within)
    return other if other.has(display) else None


def _p_values(display: Display, view: View) -> bool:
    return choose_p_values(view) if display.tests else not view.exploratory


def _answer(
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
    panels = tuple(one.draw(one.given.wide(WIDTH / 2 - GUTTER)) for one in pair)
    for figures in zip(*map(_figures, panels), strict=False):
        on_one_scale(figures)
    return Answer(pair, tuple(map(_ready, panels)))


def _ready(panel: Panel) -> Panel:
    """Return a panel whose figures are what is sent: what comes together is drawn together."""
    for figure in _figures(panel):
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
    look = Look(view.language, view.theme, width=width or chart.page_width(WIDTH),
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


def show_answer(answer: Answer) -> None:
    """Show one panel, or two cohorts' side by side on the same axes."""
    if len(answer.shown) == 1:
        show_panel(answer.shown[0], answer.panels[0])
        return
    columns = st.columns(2, gap="medium")
    for column, one, panel in zip(columns, answer.shown, answer.panels, strict=True):
        with column:
            show_who(one.view)
            show_panel(one, panel)


def _figures(panel: Panel) -> list[Any]:
    return [b.figure for b in panel.walk() if isinstance(b, Picture) and b.figure is not None]


def show_panel(shown: Shown, panel: Panel) -> None:
    """Show what a display drew, how it was made, its notes, and its numbers as a file."""
    show_blocks(panel.blocks, shown)
    view, answers = shown.view, shown.given.answers
    if panel.method:
        with st.container(horizontal=True, vertical_alignment="center"), around_the_answer():
            later(lambda: _show_method(shown, panel))
    show_notes(view, [r for name, r in answers.items() if name not in panel.quiet])
    if panel.file:
        everything, p_values = list(answers.values()), shown.given.p_values
        name = shown.column + panel.file
        with st.container(), around_the_answer():
            later(
                lambda: show_csv(
                    view, name, lambda: for_export(view, everything, p_values=p_values)
                )
            )


def _show_method(shown: Shown, panel: Panel) -> None:
    view, answers = shown.view, shown.given.answers
    script = view.script(shown.display.id, shown.asked())
    about = shown.display.about(view.scene, shown.given.chosen)
    results = [result for result in answers.values() if isinstance(result, Result)]
    paper = methods_of(view.scene, view.words, about, results, __version__)
    show_method(
        view,
        panel.method,
        panel.details,
        script,
        paper=paper.text if results else "",
        key=shown.column,
    )


def show_published(view: View, endpoint: Endpoint) -> None:
    """Offer what was published of an endpoint, where the protocol names it."""
    if view.scene.published:
        show_display(PUBLISHED, view, endpoint=endpoint.id)


def show_blocks(blocks: Sequence[Block], shown: Shown) -> None:
    """Show blocks in reading order."""
    for block in blocks:
        match block:
            case Picture():
                _show_picture(block, shown)
            case Cells():
                _show_heading(block.title)
                show_cells(block, shown.view)
            case Text():
                _TEXTS[block.role](block.words)
            case Facts():
                show_facts(block.facts)
            case Offer() if shown.whole:
                show_offer(block, shown.view)
            case Beside():
                shares = list(block.shares) or [1] * len(block.columns)
                for column, inside in zip(
                    st.columns(shares, gap="medium"), block.columns, strict=True
                ):
                    with column:
                        show_blocks(inside, shown)
            case Folded():
                with st.expander(block.title, expanded=block.open):
                    show_blocks(block.blocks, shown)


def _show_picture(picture: Picture, shown: Shown) -> None:
    _show_heading(picture.title)
    if picture.figure is None:
        st.info(plain(picture.alt), icon=":material/info:")
        return
    chart.show_chart(picture.figure, key=shown.column + picture.id, alt=picture.alt,
                     page=chart.page_width(WIDTH), numbers=picture.numbers)  # fmt: skip
    if not shown.whole:
        return
    view, p_values = shown.view, shown.given.p_values
    piece = piece_of(shown.display, picture.id, shown.given.scene, shown.given.chosen)
    with st.container(horizontal=True, vertical_alignment="center"), around_the_answer():
        later(
            lambda: show_files(
                view,
                picture,
                lambda: shown.light().picture(picture.id).figure,
                lambda: for_export(view, picture.results, p_values=p_values),
                lambda: slide_of(view, piece),
                key=shown.column,
            )
        )
        show_collect(view, piece, key=shown.column)


def _show_heading(title: str) -> None:
    if title:
        st.markdown(f"**{plain(title)}**")


_TEXTS: dict[Role, Callable[[str], Any]] = {
    "answer": st.markdown,
    "heading": lambda words: st.markdown(f"**{words}**"),
    "line": st.markdown,
    "items": st.markdown,
    "caption": st.caption,
    "info": lambda words: st.info(words, icon=":material/info:"),
    "warning": lambda words: st.warning(words, icon=":material/warning:"),
    "success": lambda words: st.success(words, icon=":material/check_circle:"),
    "banner": lambda words: st.markdown(f":orange-badge[:material/filter_alt: {words}]"),
}
