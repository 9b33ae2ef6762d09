"""The view of a hosted instance: every answer is looked up; there is nothing to compute with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from components.instance.lookup import answers_of
from components.view import View
from outcomes.displays.base.added.stamp import Stamp
from outcomes.displays.base.choice import Choice, Chosen
from outcomes.displays.base.display import Display
from outcomes.displays.base.words import Words
from outcomes.model.once import once
from outcomes.model.question import Request
from outcomes.model.scene import Scene
from outcomes.publish.bundle import Answers, Snapshot
from outcomes.publish.contents.offered import offered_choices
from outcomes.publish.storage.stamp import stamp_of
from outcomes.results.result import Result


@dataclass(frozen=True)
class Published(View):
    """One visitor's view of one cohort of a snapshot.

    Attributes
    ----------
    snapshot : Snapshot
    who : str
        Id of a cohort of the catalogue.
    population : str
        Analysis set.
    fixed : bool
        Whether that is the display's own, whatever was chosen.
    """

    snapshot: Snapshot
    who: str
    population: str
    language: str = "en"
    theme: str = "light"
    fixed: bool = False

    @cached_property
    def answers(self) -> Answers:
        return answers_of(self.snapshot, self.who, self.population)

    @property
    def scene(self) -> Scene:
        return replace(self.answers.scene, fixed=self.fixed)

    def ask(self, question: Request) -> Result:
        """Return the published answer."""
        return self.answers.answer(question)

    def within(self, population: str) -> Self:
        if population not in self.snapshot.populations:
            return self
        return replace(self, population=population, fixed=True)

    def shows(self, display: Display) -> bool:
        """Whether a display was published, and shows no single patient."""
        return display.audience != "patients" and display.id in self.snapshot.manifest.displays

    def choices(self, display: Display, chosen: Chosen) -> tuple[Choice, ...]:
        """Return what can be changed without leaving the published answers."""
        made = tuple(chosen.items())
        return _choices(self.answers, display, self.fixed, self.language, made)

    def elsewhere(self, population: str, unit: str, filters: tuple[str, ...]) -> View | None:
        if population not in self.snapshot.populations:
            return None
        wanted = (c for c in self.snapshot.cohorts if tuple(map(str, c.conditions)) == filters)
        who = next(wanted, None)
        return None if who is None else replace(self, who=who.id, population=population)

    @property
    def narrows_freely(self) -> bool:
        return False

    @property
    def badges(self) -> tuple[str, ...]:
        release = self.say("hosted.release", snapshot=self.snapshot.short)
        return (f":blue-badge[:material/verified: {release}]",)

    @cached_property
    def stamp(self) -> Stamp:
        return stamp_of(self.snapshot, self.words)


@once
def _choices(
    answers: Answers,
    display: Display,
    fixed: bool,
    language: str,
    made: tuple[tuple[str, Any], ...],
) -> tuple[Choice, ...]:
    """Return what can be changed: every option is held against all that was published."""
    scene = replace(answers.scene, fixed=fixed)
    words = Words(scene.spec, language)
    return offered_choices(display, scene, words, dict(made), answers.knows)
