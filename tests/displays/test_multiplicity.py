"""Behind a failed gate, outside the order, one of several: the p-value says that it describes."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import drawn, standing
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.model.cohort import Cohort
from outcomes.results.result import Result
from tests.displays.asked import answer
from tests.displays.test_every_display import DISPLAYS, texts_of
from tests.estimators.conduct.test_hierarchy import ORDER
from tests.odd import changed_demo
from tests.pages.test_odd_studies import opened

STUDIES = ("behind a gate", "three arms")
IDS = {"descriptive_after", "descriptive_outside", "one_of_contrasts"}
WORDS = {"en": "p and interval are descriptive", "zh": "p值与区间仅为描述性"}


@cache
def cohort_named(name: str, within: str = "") -> Cohort:
    gated = name == "behind a gate"
    study = changed_demo("", ORDER) if gated else opened(name, Path(tempfile.mkdtemp()))
    return Cohort(study, within or study.spec.default_population.id)


def descriptive(found) -> bool:
    if not isinstance(found, Result):
        return False
    tested = (e for e in found.estimates if e.p_value is not None and e.value is not None)
    return any(note.id in IDS for e in tested for note in e.notes)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.parametrize("display", [d for d in DISPLAYS.values() if d.tests], ids=lambda d: d.id)
def test_a_p_value_that_confirms_nothing_says_so_where_it_stands(display, name, language):
    cohort = cohort_named(name, display.within)
    scene = scene_of(cohort)
    words = Words(scene.spec, language)
    if display.offered(scene, words) or (display.compares and not scene.compares):
        return
    look = Look(language, labels=words.labels, names=words.names)
    chosen = standing(display, scene, words)
    if "endpoint" in chosen and any(e.id == "os" for e in scene.timed):
        chosen |= {"endpoint": "os"}
    asked = display.ask(scene, chosen)
    answers = {k: answer(cohort, q) for k, q in asked.items()}
    panel = drawn(display, scene, chosen, lambda q: answer(cohort, q), look)
    told = " ".join(texts_of(panel.blocks))
    if any(descriptive(found) for found in answers.values()):
        assert WORDS[language] in told
    else:
        assert WORDS[language] not in told


def test_there_is_something_to_say_in_most_of_them():
    cohort = cohort_named("behind a gate")
    scene = scene_of(cohort)
    told = 0
    for id in ("survival.curves", "survival.hazards", "adjusted.rungs"):
        asked = DISPLAYS[id].ask(
            scene, standing(DISPLAYS[id], scene, Words(scene.spec), endpoint="os")
        )
        told += any(descriptive(answer(cohort, q)) for q in asked.values())
    assert told == 3
