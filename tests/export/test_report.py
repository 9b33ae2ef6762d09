"""The report: the numbers of the displays, self-contained, nothing of the data is markup."""

import re
from dataclasses import replace
from html import unescape

import pytest

from components.page.tabs import TABS
from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import Given, Look, standing
from outcomes.displays.base.panel import Cells
from outcomes.displays.base.words import Words
from outcomes.displays.contents import CHAPTERS
from outcomes.displays.survival.curves import CURVES
from outcomes.export.report import to_report
from outcomes.model.cohort import Cohort, Filter
from tests.demos import demo_study


def source_of(study, filters=()):
    def source(population):
        known = population or study.spec.default_population.id
        cohort = Cohort(study, known, filters)
        return scene_of(cohort), lambda question: question.ask(cohort)

    return source


@pytest.fixture(scope="module")
def study():
    return demo_study("hipec-sox-demo")


@pytest.fixture(scope="module")
def document(study):
    return to_report(source_of(study)).decode()


def cells_of(document):
    return [unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", document)]


def test_every_display_of_the_tabs_that_shows_no_patient_is_in_the_full_report():
    """The facts of the first screen and the dictionary are no chapters of a document."""
    apart = {"conduct.overview", "data.dictionary"}
    inside = {entry.display.id for _, entries in CHAPTERS for entry in entries}
    shown = {d.id for page in TABS for d in page.TAB.sections.values() if d.audience != "patients"}
    assert shown - apart == inside


def test_numbers_are_those_of_the_display(study, document):
    scene, ask = source_of(study)("")
    chosen = standing(CURVES, scene, Words(scene.spec))
    answers = {name: ask(question) for name, question in CURVES.ask(scene, chosen).items()}
    panel = CURVES.draw(Given(scene, chosen, answers, Look()))
    printed = [
        c for b in panel.walk() if isinstance(b, Cells) for r in b.table.rows for c in r if c
    ]
    assert len(printed) > 40
    assert set(printed) <= set(cells_of(document))


def test_it_needs_nothing_else_and_says_what_it_is(document):
    assert not re.search(r"<script|<link|src=|url\((?!#)|@import", document)
    assert "SIMULATED" in document
    assert "data cut-off 2025-06-30" in document


def test_under_a_filter_it_is_exploratory_and_has_no_p_value(study):
    found = to_report(source_of(study, (Filter("ecog", "in", ("0", "1")),))).decode()
    assert "EXPLORATORY" in found
    assert '<th scope="col">p</th>' not in found
    assert not re.search(r"\bp\s*=\s*0\.\d", found)


def test_labels_are_text(study):
    spec = study.spec
    arms = tuple(replace(arm, label=f"{arm.label} <b>x</b> [a](b)") for arm in spec.arms)
    odd = replace(study, spec=replace(spec, arms=arms))
    found = to_report(source_of(odd)).decode()
    assert "<b>x</b>" not in found
    assert '<a href="b">' not in found


def test_chinese(study):
    found = to_report(source_of(study), language="zh").decode()
    assert '<html lang="zh">' in found
    assert "敏感性" in found
