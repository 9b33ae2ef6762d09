"""Every display of every tab, drawn for any cohort of both demos, in both languages.

For everybody also every option of every choice, one changed at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from components.page.tabs import TABS
from outcomes.clinical.scene import scene_of
from outcomes.displays.base.choice import Choice
from outcomes.displays.base.display import Display, drawn, standing
from outcomes.displays.base.panel import Cells, Panel, Picture
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.model.changes import Changes, Earlier, Entry, Moved
from outcomes.model.cohort import Cohort
from outcomes.model.plan.benchmarks import published_of
from outcomes.model.scene import Scene
from tests.demos import demo_study
from tests.displays.asked import DISPLAYS, STUDIES, answer, cohort_named, seen
from tests.serving import ROOT

COHORTS = {
    "everybody": (),
    "subgroup": ("ascites_category in massive",),
    "one arm": ("first",),
    "nobody": ("age <= 1",),
}
BROKEN = re.compile(r"\b(nan|NaN|NaT|inf)\b|[{}]|Traceback")
MARKUP = re.compile(r"`|\*\*")
HAN = re.compile("[\u4e00-\u9fff]")
CUT = Earlier(  # the demos have none in their folders
    date(2024, 12, 31),
    Changes(
        added=("patients!9",),
        removed=(),
        rows={"response": (2, 0)},
        entries=(Entry("filled", "patients!D4", "death_date", False),),
        moved=(Moved("os", new=1),),
    ),
)


def cohort_of(study_id: str, words: tuple[str, ...], within: str) -> Cohort:
    arms = demo_study(study_id).spec.arms
    first = f"arm in {arms[0].id}" if arms else ""
    texts = [first if word == "first" else word for word in words]
    return cohort_named(study_id, within, *filter(None, texts))


def scene_with_all_beside(cohort: Cohort) -> Scene:
    """Return the scene with what stands beside a study: published numbers, an earlier cut."""
    published = published_of(cohort.study.spec.benchmarks, ROOT / "data")
    return replace(scene_of(cohort, published), earlier=CUT)


@cache
def panel_of(
    display: Display, study_id: str, who: str, language: str = "en", **changed: Any
) -> Panel | None:
    """Return the display as it is first seen but for what is changed; None where not offered."""
    words, within = COHORTS[who], display.within
    cohort = cohort_of(study_id, words, within)
    scene = scene_with_all_beside(cohort)
    speaking = Words(scene.spec, language)
    if display.offered(scene, speaking):
        return None
    chosen = standing(display, scene, speaking, **changed)
    look = Look(language, labels=speaking.labels)
    return drawn(display, scene, chosen, lambda q: answer(cohort, q), look)


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text of a panel, those inside its figures included; not its raw results."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Picture):
        yield from (value.title, value.alt)
        if value.figure is not None:
            for note in value.figure.spec["layout"].get("annotations", ()):
                yield str(note.get("text") or "")
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from texts_of(part)


def check(panel: Panel | None) -> None:
    if panel is None:
        return
    assert panel.blocks
    assert all(b.alt for b in panel.walk() if isinstance(b, Picture))
    broken = [text for text in texts_of(panel.blocks) if BROKEN.search(text)]
    assert not broken
    assert not MARKUP.search(panel.method), "shown as it stands"


def options_of(choice: Choice) -> list[Any]:
    match choice.kind:
        case "one":
            return [code for code, _ in choice.options]
        case "many":
            return [(code,) for code, _ in choice.options[:3]]
        case "switch":
            return [True, False]
        case _:
            return [choice.low, choice.high]


@pytest.mark.parametrize("who", COHORTS)
@pytest.mark.parametrize("study_id", STUDIES)
@pytest.mark.parametrize("display", DISPLAYS.values(), ids=list(DISPLAYS))
def test_a_display_is_drawn_for_any_cohort(display, study_id, who):
    check(panel_of(display, study_id, who))


@pytest.mark.parametrize("study_id", STUDIES)
@pytest.mark.parametrize("display", DISPLAYS.values(), ids=list(DISPLAYS))
def test_every_option_of_every_choice_is_drawn(display, study_id):
    for changed in changes_of(display, study_id):
        check(panel_of(display, study_id, "everybody", **changed))


def changes_of(display: Display, study_id: str) -> list[dict[str, Any]]:
    """Return every option of every choice that is not the one at first, one at a time."""
    scene = scene_with_all_beside(cohort_of(study_id, (), display.within))
    speaking = Words(scene.spec)
    if display.offered(scene, speaking):
        return []
    chosen = standing(display, scene, speaking)
    return [
        {choice.known: option}
        for choice in display.choices(scene, speaking, chosen)
        for option in options_of(choice)
        if option != chosen[choice.known]
    ]


@cache
def late_entries(within: str) -> Cohort:
    """Return the demo as if every third patient had come under observation after two months."""
    study = demo_study(STUDIES[0])
    late = np.arange(len(study.patients)) % 3 == 0
    endpoints = {
        name: replace(data, entry=np.where(late & (data.time > 2), 2.0, -0.03))
        if data.time.size
        else data
        for name, data in study.endpoints.items()
    }
    return Cohort(replace(study, endpoints=endpoints), within or study.spec.default_population.id)


@pytest.mark.parametrize("display", DISPLAYS.values(), ids=list(DISPLAYS))
def test_a_display_is_drawn_where_patients_enter_late(display):
    cohort = late_entries(display.within)
    scene = scene_of(cohort)
    speaking = Words(scene.spec)
    if not display.offered(scene, speaking):
        chosen = standing(display, scene, speaking)
        look = Look("en", labels=speaking.labels)
        check(drawn(display, scene, chosen, lambda question: answer(cohort, question), look))


@pytest.mark.parametrize("study_id", STUDIES)
@pytest.mark.parametrize("display", DISPLAYS.values(), ids=list(DISPLAYS))
def test_a_display_speaks_chinese_and_says_the_same_counts(display, study_id):
    panel = panel_of(display, study_id, "everybody", "zh")
    check(panel)
    if panel is None:
        return
    assert HAN.search(" ".join(texts_of(panel.blocks)))
    english = panel_of(display, study_id, "everybody")
    assert counts_of(panel) == counts_of(english)


def counts_of(panel: Panel) -> list[str]:
    """Return the k/N of the tables: what language must not change."""
    tables = [b.table for b in panel.walk() if isinstance(b, Cells)]
    cells = [cell for table in tables for row in table.rows if len(row) < 6 for cell in row]
    return [pair for cell in cells for pair in re.findall(r"\b\d+/\d+(?= |$)", cell)]


def test_there_is_more_than_a_display_for_each_tab():
    assert len(DISPLAYS) > 2 * len(TABS)
    for display in DISPLAYS.values():
        drawn_of = [s for s in STUDIES if panel_of(display, s, "everybody")]
        assert drawn_of, display.id


def test_competing_events_stand_in_a_table_each_with_a_row_per_arm():
    shown = seen(DISPLAYS["survival.causes"], "hipec-sox-demo").draw()
    tables = {b.title: b.table for b in shown.walk() if isinstance(b, Cells)}
    assert list(tables) == ["Conversion surgery", "Death", "Comparison"]
    assert [row[0] for row in tables["Death"].rows] == ["SOX", "HIPEC + SOX"]
    assert [row[0].split(",")[0] for row in tables["Comparison"].rows] == [
        "Conversion surgery", "Death", "Subdistribution hazard ratio (Fine–Gray)",
    ]  # fmt: skip
