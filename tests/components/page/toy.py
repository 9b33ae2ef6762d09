"""A tab of two sections, and a view of five patients that has them."""

from dataclasses import replace
from types import SimpleNamespace

from components.answer.shown import Answer, Shown
from outcomes.displays.base.display import Display, Given
from outcomes.displays.tab import Tab


class Toy:
    """A view of five patients; of each analysis set it has what is in ``having``."""

    words = "words"
    theme = language = "any"
    exploratory = False

    def __init__(self, population="all", having=("all", "treated")):
        self.population, self.having = population, having
        self.scene = SimpleNamespace(n=5, other_set=False, spec=SimpleNamespace(endpoints=()))

    def within(self, population):
        return Toy(population or self.population, self.having)

    def has(self, display):
        return self.population in self.having

    def shows(self, display):
        return display is not HIDDEN

    def choices(self, display, so_far):
        return ()

    def say(self, key):
        return key


def nothing(scene, chosen):
    return {}


OPEN = Display("toy.open", nothing, dict, within="treated", many=6)
HIDDEN = replace(OPEN)
TAB = Tab("toy", "section", {"first": OPEN, "second": Display("toy.other", nothing, dict)}, "label")


def answer_of(display, view, chosen, p_values, told=None):
    """Return an answer in which nothing is drawn."""
    given = Given(view.scene, chosen, {}, None, p_values)
    return Answer((Shown(view, display, given, {}),), ())
