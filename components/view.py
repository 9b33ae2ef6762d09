"""What a page is given: whom to show, and how to ask for results and words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple, Self

from outcomes.displays.base.added.stamp import NO_STAMP, Stamp
from outcomes.displays.base.choice import Choice, Chosen
from outcomes.displays.base.display import Display
from outcomes.displays.base.panel import Offer
from outcomes.displays.base.said.context import caption_of
from outcomes.displays.base.words import Words
from outcomes.displays.tab import Tab
from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import StudySpec
from outcomes.model.question import Request
from outcomes.model.scene import Scene
from outcomes.results.result import Result
from outcomes.wording import text


class File(NamedTuple):
    """A file to take away: made when it is asked for."""

    name: str
    mime: str
    icon: str
    content: Callable[[], bytes]


class View(ABC):
    """One visitor's view of one study; whether results are computed or looked up, no page knows.

    Attributes
    ----------
    language : str
        ``en`` or ``zh``.
    theme : str
        ``light`` or ``dark``.
    """

    language: str
    theme: str

    @property
    @abstractmethod
    def scene(self) -> Scene:
        """What is known of the cohort before anything is asked."""

    @abstractmethod
    def ask(self, question: Request) -> Result:
        """Return the answer to a question for this cohort."""

    @abstractmethod
    def within(self, population: str) -> Self:
        """Return the view of another analysis set, where the study has it."""

    def elsewhere(self, population: str, unit: str, filters: tuple[str, ...]) -> View | None:
        """Return the view of other patients of the study, as links name them; None without any."""
        here = self.scene.population, self.spec.study.time_unit, tuple(map(str, self.scene.filters))
        return self if here == (population, unit, filters) else None

    def shows(self, display: Display) -> bool:
        """Whether a display can be shown here at all."""
        return True

    def has(self, display: Display) -> bool:
        """Whether a display can be shown of these patients."""
        compared = self.scene.compares or not display.compares
        return self.shows(display) and compared and not display.offered(self.scene, self.words)

    def opens(self, tab: Tab) -> bool:
        """Whether a tab has anything to show of these patients."""
        compared = self.scene.compares or not tab.compares
        return compared and not tab.offered(self.scene, self.words)

    @property
    def narrows_freely(self) -> bool:
        """Whether each filter can be taken back on its own."""
        return True

    def choices(self, display: Display, chosen: Chosen) -> tuple[Choice, ...]:
        """Return what a visitor may change of a display."""
        return display.choices(self.scene, self.words, chosen)

    @property
    def badges(self) -> tuple[str, ...]:
        """What the line above the page says of where the results are from, as markdown."""
        return ()

    @property
    def stamp(self) -> Stamp:
        """What every figure and file says of where it is from."""
        return NO_STAMP

    @property
    def spec(self) -> StudySpec:
        return self.scene.spec

    @cached_property
    def words(self) -> Words:
        """The study in the visitor's language."""
        return Words(self.spec, self.language)

    @property
    def exploratory(self) -> bool:
        """Whether anything narrows the prespecified population."""
        return self.scene.exploratory

    def caption(self, endpoint: Endpoint | None) -> tuple[str, ...]:
        """Return the lines no figure leaves the screen without."""
        return (*caption_of(self.scene, self.words, endpoint), *self.stamp.lines)

    def file(self, offer: Offer) -> File | None:
        """Return the file that is offered; None where there is none here."""
        return None

    def source(self, population: str) -> tuple[Scene, Callable[[Request], Result]]:
        """Return the scene of an analysis set, and who answers questions about it."""
        asked = self.within(population)
        return asked.scene, asked.ask

    @property
    def pooled(self) -> View | None:
        """The view of the same patients without their arms; None where it cannot be made."""
        return None

    def script(self, name: str, asked: Sequence[tuple[Request, Result]]) -> File | None:
        """Return what makes the answers once more, in R; None where the data may not leave."""
        return None

    def say(self, key: str, **values: object) -> str:
        """Return the text of that key in the visitor's language."""
        return text(key, self.language, **values)
