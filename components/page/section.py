"""The open section of a tab."""

from components.asking.choose import choose
from components.view import View
from outcomes.displays.base.choice import one_of
from outcomes.displays.tab import Tab


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
