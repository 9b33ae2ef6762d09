"""What a page is given: the cohort to show, and how to ask for results and words."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from components.access import studies_directory
from components.cache import answer
from outcomes.clinical.scene import scene_of
from outcomes.displays.base.words import Words
from outcomes.model.benchmarks import published_of
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import StudySpec
from outcomes.model.question import Request
from outcomes.model.scene import Scene
from outcomes.model.study import Study
from outcomes.results.result import Result
from outcomes.wording import text


@dataclass(frozen=True)
class View:
    """One visitor's view of one study.

    Attributes
    ----------
    cohort : Cohort
        Population and filters chosen in the sidebar.
    language : str
        ``en`` or ``zh``.
    theme : str
        ``light`` or ``dark``.
    """

    cohort: Cohort
    language: str = "en"
    theme: str = "light"

    def within(self, population: str) -> Self:
        """Return the view of another analysis set, where the study has it."""
        known = population in self.cohort.study.populations
        if not known or population == self.cohort.population:
            return self
        return replace(self, cohort=replace(self.cohort, population=population))

    @property
    def study(self) -> Study:
        return self.cohort.study

    @property
    def spec(self) -> StudySpec:
        return self.cohort.study.spec

    @cached_property
    def scene(self) -> Scene:
        """What is known of the cohort before anything is asked."""
        return scene_of(self.cohort, published_of(self.spec.benchmarks, studies_directory()))

    @cached_property
    def words(self) -> Words:
        """The study in the visitor's language."""
        return Words(self.spec, self.language)

    @property
    def exploratory(self) -> bool:
        """Whether anything narrows the prespecified population."""
        return self.scene.exploratory

    def ask(self, question: Request) -> Result:
        """Return the answer to a question for this cohort, from the cache where it is known."""
        return answer(question, self.cohort)

    def say(self, key: str, **values: object) -> str:
        """Return the text of that key in the visitor's language."""
        return text(key, self.language, **values)
