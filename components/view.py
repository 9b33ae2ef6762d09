"""What a page is given: the cohort to show, and how to ask for results and words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from components.access import studies_directory
from components.cache import Estimator, answer
from outcomes.clinical.scene import scene_of
from outcomes.dictionary import sheet_named
from outcomes.dictionary.derived import DERIVED_COLUMNS
from outcomes.displays.base.words import Words
from outcomes.model.benchmarks import Published, benchmarks_beside
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import Endpoint, StudySpec
from outcomes.model.question import Request, estimator_named
from outcomes.model.scene import Scene
from outcomes.model.study import Study
from outcomes.results.result import Result
from outcomes.wording import text

_ALWAYS_KNOWN = {"arm", "site", "age_group", "ascites_at_baseline", "itt"}


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
        return scene_of(self.cohort, published_beside(self.spec))

    @cached_property
    def words(self) -> Words:
        """The study in the visitor's language."""
        return Words(self.spec, self.language)

    @property
    def exploratory(self) -> bool:
        """Whether anything narrows the prespecified population."""
        return bool(self.cohort.filters)

    @property
    def post_baseline(self) -> bool:
        """Whether a filter is on something measured after baseline, which breaks a comparison."""
        later = {c.name for c in sheet_named("patients").columns if not c.baseline}
        later |= {column.name for column in DERIVED_COLUMNS}
        asked = {condition.column for condition in self.cohort.filters}
        return bool(asked & (later - _ALWAYS_KNOWN))

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Labels of the groups by id, in protocol order."""
        return {arm.id: arm.label for arm in self.spec.arms} or {"all": self.say("group.all")}

    @property
    def population_label(self) -> str:
        """The analysis set's name in the visitor's language."""
        population = self.spec.population(self.cohort.population)
        return (
            population.label
            if self.language == "en"
            else self.say_or(f"population.{population.id}", population.label)
        )

    def result(self, estimator: Estimator, endpoint: str = "", **options: Any) -> Result:
        """Return the answer of an estimator for this cohort, from the cache where it is known."""
        return answer(estimator, self.cohort, endpoint, options)

    def ask(self, request: Request) -> Result:
        """Return the answer to a question for this cohort, from the cache where it is known."""
        estimator = estimator_named(request.estimator)
        return self.result(estimator, request.endpoint, **dict(request.options))

    def say(self, key: str, **values: object) -> str:
        """Return the text of that key in the visitor's language."""
        return text(key, self.language, **values)

    def endpoint_label(self, endpoint: Endpoint) -> str:
        """Return the endpoint's name in the visitor's language, where the dictionary knows it."""
        # An id is the author's choice: what the protocol calls otherwise keeps the protocol's name.
        for key in (f"endpoint.{endpoint.id}.{endpoint.kind}", f"endpoint.{endpoint.id}"):
            if text(key, "en", default="") == endpoint.label:
                return self.say(key)
        return endpoint.label

    def say_or(self, key: str, default: str) -> str:
        """Return the text of that key, or the default where no language knows it."""
        return text(key, self.language, default=default)


def published_beside(spec: StudySpec) -> tuple[Published, ...]:
    """Return the published studies the protocol names, in its order."""
    known = {p.id: p for p in benchmarks_beside(studies_directory())}
    return tuple(known[name] for name in spec.benchmarks if name in known)
