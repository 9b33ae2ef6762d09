"""A display as a value: what it asks, what a visitor may choose, how the answers are drawn.

A page, a hosted snapshot, a slide, a report, a comparison of two cohorts: each is one loop over
displays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from outcomes.displays.base.added.caveats import letters_of, under_warning, with_caveats
from outcomes.displays.base.added.numbers import with_numbers
from outcomes.displays.base.choice import Choice, Chosen
from outcomes.displays.base.panel import Panel
from outcomes.displays.base.said.context import lacking_words
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.figures.base.marks import Marks
from outcomes.figures.base.page import PAGE, STACKED
from outcomes.model.endpoint import Endpoint
from outcomes.model.plan.direction import favored
from outcomes.model.question import Request
from outcomes.model.scene import Scene
from outcomes.results.result import Result

Audience = Literal["aggregate", "patients"]
Questions = Mapping[str, Request]


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What a display is given to draw.

    Attributes
    ----------
    scene, chosen, answers
        Who it is about, what the visitor chose, and the answers by the names of the questions.
    look
        How figures are to be read; its caption says who is shown.
    p_values
        Whether tests may be shown: not in an exploration, unless they were asked for.
    """

    scene: Scene
    chosen: Chosen
    answers: Mapping[str, Result]
    look: Look
    p_values: bool = True

    def __getitem__(self, name: str) -> Result:
        return self.answers[name]

    @property
    def words(self) -> Words:
        return Words(self.scene.spec, self.look.language, self.look.marks)

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that was chosen."""
        return self.scene.spec.endpoint(self.chosen["endpoint"])

    @property
    def asked_about(self) -> tuple[str, ...]:
        """The ids of the endpoints the answers are about."""
        results = (a for a in self.answers.values() if isinstance(a, Result))  # not single patients
        return tuple(dict.fromkeys(result.endpoint for result in results))

    def awaits(self, *names: str) -> bool:
        """Whether one of the answers is still being computed, so that nothing is said of it."""
        found = (self.answers.get(name) for name in names)
        return any(isinstance(answer, Result) and answer.awaited for answer in found)

    def favors(self, quantity: str, arm: str) -> tuple[str, str] | None:
        """Return the ids of who fares better below and above no effect, of an arm compared."""
        reference = self.scene.spec.reference
        return favored(self.endpoint, quantity, arm, reference.id if reference else None)

    def wide(self, width: float = PAGE, height: float | None = None) -> Look:
        """Return the look for a place on the page.

        Parameters
        ----------
        width, height
            Pixels of the place and of the plot in it on the usual page, which is `PAGE` wide; on
            another, places are larger or smaller with it, and on a small one stand alone.
        """
        look = self.look
        if look.size == "presentation":  # there a figure has the whole width
            return look
        if look.width < STACKED:
            return replace(look, height=height)
        tall = height and height * look.stretch
        return replace(look, width=width * look.width / PAGE, height=tall)


def nothing_to_choose(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return no choices."""
    return ()


def always(scene: Scene, words: Words) -> str:
    """Return no reason against showing a display."""
    return ""


def without_sheet(scene: Scene, words: Words, *, sheet: str, purpose: str) -> str:
    """Return why there is nothing of a sheet: it is not there, and what it is for, by its key."""
    if sheet in scene.sheets:
        return ""
    return words.say("empty.sheet", sheet=sheet, purpose=words.say(purpose))


def the_endpoint(scene: Scene, chosen: Chosen) -> Endpoint | None:
    """Return the endpoint that was chosen, None where none was asked for."""
    return scene.spec.endpoint(chosen["endpoint"]) if chosen.get("endpoint") else None


@dataclass(frozen=True, slots=True, eq=False)
class Display:
    """One view of a study.

    Attributes
    ----------
    id
        ``room.name``: its address in the link, in snapshots, file names, reports and tests.
    ask
        ``(scene, chosen)`` to named questions.
    drawing
        ``Given`` to a panel; pure. `draw` adds the caveats of its numbers.
    choices
        ``(scene, words, chosen so far)`` to what a visitor may change, in order. Those that depend
        on an earlier choice find it in ``chosen``; the first call has none of their own.
    offered
        ``(scene, words)`` to the reason why this study has no such view; empty where it has.
    about
        ``(scene, chosen)`` to the endpoint whose events, estimand and published results belong
        beside it.
    audience
        ``patients`` shows them one by one: a hosted instance has none of these.
    within
        The analysis set it is always asked of; empty: that of the visitor.
    compares
        Whether it is nothing but a comparison of arms, withheld where they cannot be compared.
    tests
        Whether it holds p-values.
    published
        Whether published results may stand beside it.
    slow
        Whether it can take more than a second of however many patients.
    many
        Patients of whom it can take more than a moment.
    """

    id: str
    ask: Callable[[Scene, Chosen], Questions]
    drawing: Callable[[Given], Panel]
    choices: Callable[[Scene, Words, Chosen], tuple[Choice, ...]] = nothing_to_choose
    offered: Callable[[Scene, Words], str] = always
    about: Callable[[Scene, Chosen], Endpoint | None] = the_endpoint
    audience: Audience = "aggregate"
    within: str = ""
    compares: bool = False
    tests: bool = False
    published: bool = False
    slow: bool = False
    many: int = 5_000

    def takes_long(self, n: int) -> bool:
        """Whether somebody may wait for it, of so many patients, and wants to know for what."""
        return self.slow or n >= self.many

    def draw(self, given: Given) -> Panel:
        """Return the panel with every caveat of a number in it: a letter there, a line below.

        Above it stands which of its endpoints lack more patients than the protocol allows.
        """
        marks = Marks.among(given.answers.values(), given.look.names)
        given, panel = self._marked(given, marks)
        in_order = marks.starting(letters_of(panel))
        if in_order != marks:  # the first letter read is the first of the alphabet
            given, panel = self._marked(given, in_order)
        panel = with_numbers(panel, given.words, p_values=given.p_values)
        return under_warning(panel, lacking_words(given.scene, given.words, given.asked_about))

    def _marked(self, given: Given, marks: Marks) -> tuple[Given, Panel]:
        """Return a panel whose caveats have these letters, and what it was drawn of."""
        given = replace(given, look=replace(given.look, marks=marks))
        whole = not given.awaits(*given.answers)
        return given, with_caveats(self.drawing(given), given.look, whole=whole)


def standing(display: Display, scene: Scene, words: Words, **fixed: Any) -> dict[str, Any]:
    """Return the choices nobody has touched: the display as it is first seen."""
    return settled(display, scene, words, lambda choice: choice.default, **fixed)


def settled(
    display: Display, scene: Scene, words: Words, value: Callable[[Choice], Any], **fixed: Any
) -> dict[str, Any]:
    """Return every choice by name, each with the value it is given; ``fixed`` are not asked."""
    chosen: dict[str, Any] = dict(fixed)
    while True:  # a choice may be offered only once another is made
        offered = display.choices(scene, words, chosen)
        choice = next((c for c in offered if c.known not in chosen), None)
        if choice is None:
            return chosen
        chosen[choice.known] = value(choice)


def drawn(
    display: Display, scene: Scene, chosen: Chosen, ask: Callable[[Request], Result], look: Look
) -> Panel:
    """Ask what a display asks and draw the answers: without a screen, for files and tests."""
    scene = replace(scene, fixed=bool(display.within))
    answers = {name: ask(question) for name, question in display.ask(scene, chosen).items()}
    return display.draw(Given(scene, chosen, answers, look, p_values=not scene.exploratory))
