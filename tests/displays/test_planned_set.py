"""Only the protocol's own set is as planned: every display, every other analysis set."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from components.answer.wall import for_export
from components.computed import Computed
from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import drawn, standing
from outcomes.displays.base.panel import Cells, Picture
from outcomes.displays.base.said.context import caption_of
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.intake.load import load_workbook
from outcomes.model.cohort import Cohort
from tests.displays.asked import answer, cohort_named
from tests.displays.test_every_display import DISPLAYS, texts_of
from tests.intake.infer.test_hinted import workbook

SETS = ("per_protocol", "efficacy", "safety")
P_VALUE = re.compile(r"\bp\s*[=<>]\s*0?\.\d")
P_HEADS = {"p", "Interaction p"}
PLANNED = re.compile(r"[Aa]s planned|\bprimary\b|Primary endpoint")
RANDOMIZED = re.compile(r"\b[Rr]andomi[sz]ed\b")
DENIED = re.compile(
    r"(not the|no longer a|that of the|in a|estimand of the) randomized"
)  # not claimed
OF_EVERYBODY = ("conduct.accrual", "conduct.projection")
STUDY_FACTS = {"conduct.flow", "data.reading", "data.dictionary", "data.registered", "data.files"}
# The flow is of the whole study, and says so; the Data tab speaks of the protocol and the file.


def cohort_of(population: str) -> Cohort:
    return cohort_named("hipec-sox-demo", population)


def panel_of(display, population, language="en", **fixed):
    within = display.within or population
    scene = scene_of(cohort_of(within))
    words = Words(scene.spec, language)
    if display.offered(scene, words):
        return None
    chosen = standing(display, scene, words, **fixed)
    look = Look(language, labels=words.labels, names=words.names)
    return drawn(display, scene, chosen, lambda q: answer(cohort_of(within), q), look)


def said(panel):
    found = [re.sub(r"<[^>]+>", "", text) for text in texts_of(panel.blocks)]
    return [*found, panel.method, panel.details]


@pytest.mark.parametrize("population", SETS)
@pytest.mark.parametrize("display", DISPLAYS.values(), ids=list(DISPLAYS))
def test_another_set_has_no_p_value_and_is_not_called_planned(display, population):
    panel = panel_of(display, population)
    if panel is None or display.within or display.id in STUDY_FACTS:
        return
    leaked = [t for t in said(panel) if P_VALUE.search(t) or t in P_HEADS]
    assert not leaked, leaked[:3]
    called = [t for t in said(panel) if PLANNED.search(t)]
    own = [
        t
        for t in called
        if "Intention to treat" in t or t in ("As planned", "primary", "As planned: primary")
    ]
    own += [t for t in called if t.startswith("Registered as")]
    assert [t for t in called if t not in own] == []
    assert not own or display.id in ("adjusted.rungs", "conduct.overview")


@pytest.mark.parametrize("display", DISPLAYS.values(), ids=list(DISPLAYS))
def test_as_treated_nobody_is_called_randomized(display):
    panel = panel_of(display, "safety")
    if panel is None or display.id in (*OF_EVERYBODY, *STUDY_FACTS):
        return
    leaked = [t for t in said(panel) if RANDOMIZED.search(DENIED.sub("", t))]
    assert not leaked, leaked[:3]


@pytest.mark.parametrize("endpoint", ["pfs", "conversion"])
@pytest.mark.parametrize("population", SETS)
def test_the_ladder_begins_with_what_was_planned_in_its_own_set(population, endpoint):
    panel = panel_of(DISPLAYS["adjusted.rungs"], population, endpoint=endpoint)
    planned = panel_of(DISPLAYS["adjusted.rungs"], "itt", endpoint=endpoint)
    rows, own = (tables_of(p)[-1].rows for p in (panel, planned))
    assert rows[0][0] == "As planned: Intention to treat, as planned"
    assert rows[0][1:3] == own[0][1:3]  # the planned estimate, and its interval
    assert [row[0].startswith("As planned") for row in rows].count(True) == 1
    assert rows[1][0].startswith("The same in the patients chosen here")


UPLOADED = {
    "en": re.compile(r"[Aa]s planned|\bprimary\b|Primary endpoint|[Pp]respecified|PLANNED"),
    "zh": re.compile("按计划|预设|主要终点|计划分析集"),
}
GENERAL = "is meant to be prespecified"  # what guidance asks of any trial
CALLED = {"primary_site", "os-primary"}  # a column, and the name of a picture


@cache
def uploaded(population: str) -> Cohort:
    return Cohort(load_workbook(workbook(), name="clinic.xlsx"), population)


@pytest.mark.parametrize("language", UPLOADED)
@pytest.mark.parametrize("population", ["itt", "safety"])
def test_without_a_protocol_nothing_is_called_planned(population, language):
    """What is read off the data was planned by nobody: no display of an upload says it was."""
    cohort = uploaded(population)
    scene = scene_of(cohort)
    words = Words(scene.spec, language)
    look = Look(language, labels=words.labels, names=words.names, caption=caption_of(scene, words))
    for display in DISPLAYS.values():
        if display.id in STUDY_FACTS or display.offered(scene, words):
            continue
        chosen = standing(display, scene, words)
        panel = drawn(display, scene, chosen, lambda q: answer(cohort, q), look)
        texts = [t.replace(GENERAL, "") for t in said(panel)]
        called = [t for t in texts if UPLOADED[language].search(t) and t not in CALLED]
        assert called == [], display.id


def tables_of(panel):
    return [b.table for b in panel.walk() if isinstance(b, Cells)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_caption_carries_a_mark_of_its_own(language):
    for population in SETS:
        scene = scene_of(cohort_of(population))
        words = Words(scene.spec, language)
        mark = {"en": "NOT THE PLANNED SET", "zh": "非计划分析集"}[language]
        assert mark in caption_of(scene, words)[0]
        assert mark not in caption_of(replace(scene, fixed=True), words)[0]
    own = scene_of(cohort_of("itt"))
    assert mark not in caption_of(own, Words(own.spec, language))[0]


def test_what_is_always_of_the_safety_set_is_as_planned_there():
    view = Computed(cohort_of("itt")).within("safety")
    assert not view.exploratory
    assert Computed(cohort_of("safety")).exploratory


def test_exports_of_another_set_say_so_and_are_untested():
    view = Computed(cohort_of("per_protocol"))
    asked = DISPLAYS["adjusted.rungs"].ask(view.scene, {"endpoint": "pfs"})
    results = [answer(cohort_of("per_protocol"), q) for q in asked.values()]
    found = for_export(view, results, p_values=False)
    assert all(e.p_value is None for r in found for e in r.estimates)
    assert all(r.notes[0].id == "other_set" for r in found)


@pytest.mark.parametrize("name", OF_EVERYBODY)
def test_accrual_and_projection_do_not_follow_the_analysis_set(name):
    own, other = (panel_of(DISPLAYS[name], p) for p in ("itt", "safety"))
    alts = [[b.alt for b in p.walk() if isinstance(b, Picture)] for p in (own, other)]
    assert alts[0] == alts[1]
    lines = [[t for t in said(p) if "n = " in t] for p in (own, other)]
    assert lines[0] == lines[1]
