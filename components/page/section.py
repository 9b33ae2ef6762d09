"""The open section of a tab: which it is, and its answer before anything of the page is sent."""

from functools import partial

from components.answer.answering import answer
from components.answer.shown import Answer
from components.answer.wall import choose_p_values
from components.asking.choose import choose, choose_all
from components.later import gathered
from components.page.present import presenting
from components.view import View
from outcomes.displays.base.choice import one_of
from outcomes.displays.tab import Tab


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
        chosen = choose_all(partial(view.choices, display), {})
        return answer(display, view, chosen, choose_p_values(view, tests=display.tests))


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
