"""Every display of every study as it is first seen: asked, and drawn, once per process.

Walks over displays and studies draw from here, so that one more of them takes no time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from components.page.tabs import TABS
from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import Display, Given, standing
from outcomes.displays.base.panel import Panel, Picture
from outcomes.displays.base.said.context import caption_of
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.model.cohort import Cohort, parse_filter
from outcomes.model.question import Request
from outcomes.model.scene import Scene
from outcomes.model.study import Study
from outcomes.results.result import Result
from tests.demos import demo_study
from tests.odd import changed_demo
from tests.pages.test_odd_studies import opened

STUDIES = ("hipec-sox-demo", "rmhtnf-demo")
DISPLAYS = {d.id: d for page in TABS for d in page.TAB.sections.values()}
HALF = {
    "half of demo A": ("hipec-sox-demo", ("data_cutoff = 2025-06-30", "data_cutoff = 2022-06-30")),
    "half of demo B": ("rmhtnf-demo", ("data_cutoff = 2025-06-30", "data_cutoff = 2022-06-30")),
}
ODD = ("hazards that cross", "three arms", "one arm alone", "twelve patients", "study days",
       "arm without events")  # fmt: skip
WALKED = (*STUDIES, *HALF, *ODD)
"""Both demos, both as they were when half were enrolled, and odd studies."""


@cache
def study_named(name: str) -> Study:
    """Return a demo, a demo cut, or an odd study."""
    if name in STUDIES:
        return demo_study(name)
    if name in HALF:
        demo, cut = HALF[name]
        return changed_demo("", cut, study=demo)
    return opened(name, Path(mkdtemp()))


@cache
def cohort_named(name: str, within: str = "", *filters: str) -> Cohort:
    """Return everybody of an analysis set, where the study has it, whom the filters keep."""
    study = study_named(name)
    population = within if within in study.populations else study.spec.default_population.id
    return Cohort(study, population, tuple(parse_filter(text, study) for text in filters))


@cache
def answer(cohort: Cohort, question: Request) -> Any:
    """Return the answer, asked once of these very patients."""
    return question.ask(cohort)


@dataclass(frozen=True, eq=False)
class Seen:
    """A display of a study as it is first seen.

    Attributes
    ----------
    answers
        By the names of the questions; of patients one by one, too.
    """

    display: Display
    scene: Scene
    words: Words
    asked: Mapping[str, Request]
    answers: Mapping[str, Any]
    chosen: Mapping[str, Any]

    @property
    def results(self) -> Iterator[tuple[str, Result]]:
        """Yield the answers that are no patients one by one."""
        yield from ((k, found) for k, found in self.answers.items() if isinstance(found, Result))

    def draw(self, **look: Any) -> Panel:
        """Return it drawn with its context, in the language of its words."""
        return self._drawn(**look) if look else self._at_first

    @cached_property
    def _at_first(self) -> Panel:
        return self._drawn()

    def _drawn(self, **look: Any) -> Panel:
        caption = caption_of(self.scene, self.words, self.display.about(self.scene, self.chosen))
        shown = Look(self.words.language, labels=self.words.labels, names=self.words.names,
                     caption=caption, **look)  # fmt: skip
        tested = not self.scene.exploratory
        return self.display.draw(Given(self.scene, self.chosen, self.answers, shown, tested))


@cache
def seen(
    display: Display, name: str, *filters: str, language: str = "en", **fixed: Any
) -> Seen | None:
    """Return a display of a study; None where the study has no such view."""
    cohort = cohort_named(name, display.within, *filters)
    scene = scene_of(cohort)
    words = Words(scene.spec, language)
    if display.offered(scene, words) or (display.compares and not scene.compares):
        return None
    chosen = standing(display, scene, words, **fixed)
    asked = display.ask(scene, chosen)
    answers = {key: answer(cohort, question) for key, question in asked.items()}
    return Seen(display, scene, words, asked, answers, chosen)


def everything(name: str, *filters: str, language: str = "en") -> Iterator[Seen]:
    """Yield every display a study has."""
    found = (seen(display, name, *filters, language=language) for display in DISPLAYS.values())
    return filter(None, found)


def pictures(panel: Panel) -> Iterator[Picture]:
    """Yield the pictures that show something."""
    for block in panel.walk():
        if isinstance(block, Picture) and block.figure is not None and block.figure.spec["data"]:
            yield block
