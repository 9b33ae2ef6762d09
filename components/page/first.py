"""What a tab opens with, as HTML: shown while Streamlit's own scripts are fetched and run.

The same answers, drawn by the same code, for the place where they will stand: the page moves the
drawing into its own element when that comes, and nobody sees it change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from components.answer.answering import shown_of
from components.asking.rows import Row, row_of
from components.cache import open_study, studies
from components.chart import holder_of
from components.computed import Computed
from components.page.section import sections_of
from components.page.status import badges_of, facts_of
from components.page.tabs import TABS, path_of
from components.view import View
from outcomes.displays.base.display import PAGE, nothing_to_choose, standing
from outcomes.displays.base.panel import Beside, Block, Facts, Picture, Text
from outcomes.export.html import block_html
from outcomes.model.cohort import Cohort

# Pixels of what stands between the line of the status and what is drawn.
_SECTIONS, _QUESTION = 30.0, 21.0
_ROWS: Mapping[Row, float] = {"buttons": 37.5, "segments": 56.25, "lists": 63.75}
_BETWEEN = 30  # columns


class Opening(NamedTuple):
    """What is known of a page that is opened: the tab and study of its address, and its browser.

    ``width`` is that of its page in pixels, 0 for the usual one.
    """

    tab: str
    study: str
    language: str
    theme: str
    width: int


def first_figure(opening: Opening) -> str:
    """Return what a tab opens with, down to its first figures, and who is shown.

    Empty where there is none, where a table comes first, where it would take long, where more is
    to be said of the data than that they are invented, or where the study cannot be opened: the
    page says.
    """
    view = _view(opening)
    tabs = {path_of(tab): tab.TAB for tab in TABS}
    tab = tabs.get(opening.tab or path_of(TABS[0]))
    if view is None or tab is None or not view.opens(tab):
        return ""
    if len(badges_of(view)) > view.spec.study.simulated:
        return ""
    sections = sections_of(tab, view)
    display = tab.sections[sections[0]] if sections else None
    if display is None or display.takes_long(view.scene.n):
        return ""
    here = view.within(display.within)
    if not here.has(display):
        return ""
    width = opening.width or PAGE
    chosen = standing(display, here.scene, here.words)
    shown = shown_of(display, here, chosen, p_values=True, width=width)
    seen = _seen(shown.draw(shown.given.look).blocks, width)
    rooms = [_SECTIONS] if len(sections) > 1 else []
    if display.choices is nothing_to_choose:  # the question stands in the row
        rooms += [_ROWS["buttons"]]
    else:
        asked = bool(tab.question(view.scene, view.words, sections[0]))
        rooms += [*([_QUESTION] if asked else []), _ROWS[row_of(here.choices(display, {}))]]
    above = "".join(f'<div style="height:{room}px"></div>' for room in rooms)
    return seen and f'<div class="flow">{_status(view)}{above}{seen}</div>'


def _seen(blocks: Sequence[Block], width: int) -> str:
    """Return blocks down to the first figure, or to two beside each other; empty without one."""

    def drawn(picture: Picture) -> str:
        return holder_of(picture.figure, picture.id, picture.alt, width)

    said = ""
    for block in blocks:
        match block:
            case Picture():
                title = f"<p><b>{escape(block.title)}</b></p>" if block.title else ""
                return said + title + drawn(block) if block.figure is not None else ""
            case Facts() | Text(role="answer" | "line" | "heading"):
                said += block_html(block, drawn)
            case Beside():
                return said + _beside(block, width)
            case _:
                break
    return ""


def _beside(block: Beside, width: int) -> str:
    shares = block.shares or (1,) * len(block.columns)
    columns = "".join(
        f'<div class="flow" style="gap:15px;flex:1 1 calc({100 * share / sum(shares)}% - '
        f'{_BETWEEN}px)">{_seen(column, width)}</div>'
        for share, column in zip(shares, block.columns, strict=True)
    )
    return f'<div style="display:flex;gap:{_BETWEEN}px">{columns}</div>'


def _view(opening: Opening) -> View | None:
    """Return the study as it opens: its own analysis set and unit of time, nobody left out."""
    entries = {entry.id: entry for entry in studies()}
    entry = entries.get(opening.study or next(iter(entries), ""))
    study = open_study(entry.folder).study if entry else None
    if study is None:
        return None
    everybody = Cohort(study, study.spec.default_population.id, ())
    return Computed(everybody, opening.language, opening.theme)


def _status(view: View) -> str:
    population, *facts = map(escape, facts_of(view))
    words = " · ".join((f"<b>{population}</b>", *facts))
    if view.spec.study.simulated:
        words = f'<span class="invented">{escape(view.say("status.simulated"))}</span> {words}'
    return f"<div><h4>{escape(view.spec.study.title)}</h4><p>{words}</p></div>"
