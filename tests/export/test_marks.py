"""What a study says of itself goes out with every export: invented, or read with corrections."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from html import unescape

import pytest
from pptx import Presentation

from components.answer.frame import saved_rows
from components.answer.wall import for_export
from components.computed import Computed
from components.files.tray import sections_of, slide_in
from outcomes.displays.base.display import standing
from outcomes.displays.base.panel import Table
from outcomes.displays.collected import piece_of
from outcomes.displays.safety.events import EVENTS
from outcomes.displays.survival.curves import CURVES
from outcomes.export.deck import to_deck, to_slides
from outcomes.export.html import block_html
from outcomes.export.report.sections import section_of
from outcomes.export.report.write import to_report
from outcomes.export.spreadsheet import to_csv
from outcomes.export.svg import to_svg
from outcomes.export.table import numbers_of
from outcomes.intake.load import load_workbook
from outcomes.model.cohort import Cohort
from outcomes.model.file.hints import Hints
from outcomes.model.study import Study
from tests.demos import demo_study
from tests.export.report.test_document import source_of
from tests.intake.infer.test_hinted import workbook

SAID = Hints(
    columns=(("patients.er_visit", "Ward notes"),),
    unread=("Age",),
    values=(("sex", "male", "M"),),
    date_order="ymd",
    reference="SOX",
    missing=("gone home",),
)
LINES = ("patients.er_visit = Ward notes", "not read = Age", "sex.male = M", "reference = SOX",
         "date_order = ymd", "unknown = gone home")  # fmt: skip


@pytest.fixture(scope="module")
def corrected() -> Study:
    return load_workbook(workbook(), name="clinic.xlsx", hints=SAID)


@pytest.fixture(scope="module")
def invented() -> Study:
    return demo_study("hipec-sox-demo")


def exports(study: Study) -> dict[str, str]:
    """Return what can be taken away of a study, as text: the curves, or everything."""
    view = Computed(Cohort(study, study.spec.default_population.id))
    section = section_of("1", "Curves", CURVES, view.scene, view.words, view.ask, {})
    picture = next(b for b in section.panel.walk() if getattr(b, "figure", None))
    chosen = {"endpoint": view.spec.endpoints[0].id}
    piece = piece_of(CURVES, picture.id, view.scene, chosen)
    asked = [(q, view.ask(q)) for q in CURVES.ask(view.scene, chosen).values()]
    script = view.script("survival.curves", asked)
    assert script is not None
    packed = zipfile.ZipFile(io.BytesIO(script.content()))
    found = Table(("Cell", "Finding"), (("patients!B7", "after the data cut-off"),))
    return {
        "findings": to_csv(saved_rows(view, found)).decode(),
        "picture": to_svg(picture.figure).decode(),
        "page": block_html(picture, lambda p: to_svg(p.figure).decode()),
        "numbers": to_csv(numbers_of(for_export(view, picture.results, p_values=True))).decode(),
        "slide": slides(to_slides(sections_of(view, [piece]))),
        "deck": slides(to_deck(source_of(study))),
        "report": to_report(source_of(study)).decode(),
        "script": next(packed.read(n).decode() for n in packed.namelist() if n.endswith(".R")),
    }


def slides(deck: bytes) -> str:
    shown = Presentation(io.BytesIO(deck)).slides
    return " ".join(s.text_frame.text for one in shown for s in one.shapes if s.has_text_frame)


def test_what_was_corrected_is_listed_item_by_item():
    assert SAID.lines == LINES
    assert Hints().lines == ()


def test_a_correction_made_on_the_screen_is_in_every_export(corrected):
    assert corrected.corrected == LINES
    found = {name: " ".join(unescape(said).split()) for name, said in exports(corrected).items()}
    for name, said in found.items():
        assert LINES[0] in said, name
    for name in ("numbers", "report", "script"):  # a figure has room for the first three
        assert all(line in found[name] for line in LINES), name


def test_every_row_of_the_numbers_lists_it(corrected):
    rows = list(csv.DictReader(io.StringIO(exports(corrected)["numbers"].lstrip("\ufeff"))))
    assert rows
    assert all("; ".join(LINES) in row["notes"] for row in rows)


def test_invented_data_say_so_in_every_export(invented):
    for name, said in exports(invented).items():
        mark = "simulated data" if name == "numbers" else "SIMULATED"
        assert mark in said, name
        rows = said.splitlines()[1:] if name == "numbers" else []
        assert all(mark in row for row in rows), name


def test_a_real_study_that_nobody_corrected_says_neither(corrected):
    plain = replace(corrected, corrected=())
    for name, said in exports(plain).items():
        assert "SIMULATED" not in said, name
        assert "simulated" not in said, name
        assert "corrected on the screen" not in said, name


@pytest.mark.parametrize("chosen", ["itt", "per_protocol"])
def test_what_is_collected_of_a_set_of_its_own_comes_back_with_its_marks(invented, chosen):
    page = Computed(Cohort(invented, chosen))
    seen = page.within(EVENTS.within)
    settled = standing(EVENTS, seen.scene, seen.words)
    slide = slide_in(page, piece_of(EVENTS, "ae", seen.scene, settled))
    assert slide is not None
    assert slide.view.caption(None) == seen.caption(None)
    assert slide.view.exploratory == seen.exploratory
