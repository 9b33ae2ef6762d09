"""The report: the numbers of the displays in every format, nothing of the data is markup."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape

import docx
import pytest

from components.page.tabs import TABS
from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import Look, drawn, standing
from outcomes.displays.base.panel import Cells
from outcomes.displays.base.words import Words
from outcomes.displays.contents import CHAPTERS, entries_of
from outcomes.export.report.document import Figure, Grid, Heading, Prose, document_of
from outcomes.export.report.write import written
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.plan.pooled import pooled
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
    return document_of(source_of(study))


@pytest.fixture(scope="module")
def page(document):
    return written(document, "html").decode()


def cells_of(page):
    cells = re.findall(r"<td\b[^>]*>(.*?)</td>", page)
    return [unescape(re.sub(r"</?span[^>]*>", "", cell)) for cell in cells]


def printed(document):
    """Every cell of every table of a document."""
    grids = [part.table for part in document.parts if isinstance(part, Grid)]
    return [cell for grid in grids for row in (grid.columns, *grid.rows) for cell in row]


def test_every_display_of_the_tabs_that_shows_no_patient_is_in_the_full_report():
    """The facts of the first screen and the dictionary are no chapters of a document."""
    apart = {"conduct.overview", "data.dictionary"}
    inside = {entry.display.id for _, entries in CHAPTERS for entry in entries}
    shown = {d.id for page in TABS for d in page.TAB.sections.values() if d.audience != "patients"}
    assert shown - apart == inside


@pytest.mark.parametrize("name", ["hipec-sox-demo", "rmhtnf-demo"])
def test_tables_are_those_of_the_page(name):
    study = demo_study(name)
    source = source_of(study)
    scene, _ = source("")
    words = Words(scene.spec)
    wanted = []
    for _, entries in entries_of(scene, words, "summary"):
        for display in (entry.display for entry in entries):
            here, ask = source(display.within)
            look = Look(labels=words.labels, names=words.names)
            panel = drawn(display, here, standing(display, here, words), ask, look)
            wanted += [block.table for block in panel.walk() if isinstance(block, Cells)]
    made = [p.table for p in document_of(source).parts if isinstance(p, Grid)]
    assert len(wanted) > 5
    assert made[:-1] == wanted  # the last one is the checklist


def test_word_holds_every_cell_and_describes_every_figure(document):
    file = docx.Document(io.BytesIO(written(document, "docx")))
    held = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    lines = "\n".join(line.text for line in file.paragraphs)
    told = [cell for cell in printed(document) if cell not in held]
    assert all(len(cell) >= 7 and cell in lines for cell in told)
    assert len(held) > 0.9 * len(printed(document))
    figures = [part for part in document.parts if isinstance(part, Figure)]
    said = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert said == [figure.picture.alt for figure in figures]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice fills the fields")
def test_contents_in_word_say_the_page_of_every_section(document, tmp_path):
    heads = replace(document, parts=document.headings)
    (tmp_path / "report.docx").write_bytes(written(heads, "docx"))
    for command in (
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office",
         "--convert-to", "pdf", "report.docx"],
        ["pdftotext", "-layout", "report.pdf", "-"],
    ):  # fmt: skip
        told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    pages = told.stdout.split("\f")
    for heading in document.headings:
        line = f"{heading.number} {heading.words}"
        page = re.search(rf"{re.escape(line)} *[. ]*(\d+)$", pages[0] + pages[1], re.MULTILINE)
        assert page, line
        assert line in pages[int(page[1]) - 1]
        assert re.search(rf"\b{page[1]}\s*$", pages[int(page[1]) - 1])


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the PDF")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_paper_holds_every_number(study, tmp_path, language):
    document = document_of(source_of(study), language=language)
    (tmp_path / "report.pdf").write_bytes(written(document, "pdf"))
    found = subprocess.run(["pdftotext", "-layout", "report.pdf", "-"], cwd=tmp_path,
                           capture_output=True, text=True, check=True)  # fmt: skip
    numbers = {n for cell in printed(document) for n in re.findall(r"\d+\.\d+", cell)}
    assert len(numbers) > 100
    assert {number for number in numbers if number not in found.stdout} == set()


def test_the_page_holds_every_cell(document, page):
    assert set(printed(document)) - {""} <= {*cells_of(page), *re.findall(r'"col">(.*?)<', page)}


def test_no_line_ends_between_the_limits_of_an_interval(page):
    limits = r'<span class="limits">(.*?)</span>'
    assert {"0.55–1.05", "−1 to 25"} <= set(re.findall(limits, page))
    assert ".limits { white-space: nowrap; }" in page
    assert not re.findall(r"\d–\d", re.sub(limits, "", " ".join(re.findall(r"<td.*?</td>", page))))


def test_figures_and_tables_are_numbered_through(document):
    for kind, word in ((Figure, "Figure"), (Grid, "Table")):
        captions = [part.caption for part in document.parts if isinstance(part, kind)]
        assert [c.split(". ")[0] for c in captions] == [
            f"{word} {n}" for n in range(1, len(captions) + 1)
        ]


def test_contents_lead_to_every_section(document, page):
    assert len(document.headings) > 10
    for heading in document.headings:
        assert f'href="#{heading.anchor}"' in page
        assert f'id="{heading.anchor}"' in page


def test_a_section_asks_and_answers_before_it_shows(document):
    parts = list(document.parts)
    place = next(i for i, p in enumerate(parts) if isinstance(p, Heading) and p.number == "2.1")
    question, answer, figure = parts[place + 1 : place + 4]
    assert question == Prose("How long until the event, and does it differ between the arms?",
                             "question")  # fmt: skip
    assert answer.kind == "answer"
    assert "median 8.2 mo" in answer.words
    assert isinstance(figure, Figure)


def test_every_item_of_consort_has_its_place(document):
    table = [part.table for part in document.parts if isinstance(part, Grid)][-1]
    places = {item: where for item, _, where in table.rows}
    assert len(places) == 42
    assert places["22a"] == "Section 1.1"
    assert places["17a"] == "Protocol, registration or paper"


def test_a_study_that_is_not_randomized_is_told_that_consort_is_not_meant_for_it():
    said = [p.words for p in document_of(source_of(demo_study("rmhtnf-demo"))).parts
            if isinstance(p, Prose)]  # fmt: skip
    assert any("not randomized" in words for words in said)


def test_it_needs_nothing_else_and_says_what_it_is(page):
    assert not re.search(r"<script|<link|src=|url\((?!#)|@import", page)
    assert "SIMULATED" in page
    assert "data cut-off 2025-06-30" in page


def test_under_a_filter_it_is_exploratory_and_has_no_p_value(study):
    narrowed = source_of(study, (Filter("ecog", "in", ("0", "1")),))
    found = written(document_of(narrowed), "html").decode()
    assert "EXPLORATORY" in found
    assert '<th scope="col">p</th>' not in found
    assert not re.search(r"\bp\s*=\s*0\.\d", found)


def renamed(study, label):
    """Return the study with arms of another name, and a title without them."""
    arms = tuple(replace(arm, label=f"{label}{n}") for n, arm in enumerate(study.spec.arms))
    block = replace(study.spec.study, title="A trial")
    return replace(study, spec=replace(study.spec, arms=arms, study=block))


def test_labels_are_text(study):
    found = written(document_of(source_of(renamed(study, "<b>x</b> [a](b)"))), "html").decode()
    assert "<b>x</b>" not in found
    assert '<a href="b">' not in found


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["hipec-sox-demo", "rmhtnf-demo"])
def test_the_open_report_knows_no_arm_and_compares_nothing(name, language):
    blind = pooled(renamed(demo_study(name), "Qwxz"))
    document = document_of(source_of(blind), preset="dmc-open", language=language)
    found = written(document, "html").decode()
    assert "Qwxz" not in found
    for arm in demo_study(name).spec.arms:
        assert arm.label not in found
    shown = [p.picture for p in document.parts if isinstance(p, Figure)]
    assert not any(e.reference or e.p_value for p in shown for r in p.results for e in r.estimates)
    assert len(document.headings) > 5


def test_the_closed_report_is_by_arm(study):
    document = document_of(source_of(renamed(study, "Qwxz")), preset="dmc-closed")
    assert "Qwxz0" in written(document, "html").decode()
    assert "confidential" in document.subtitle


def test_chinese(study):
    found = written(document_of(source_of(study), language="zh"), "html").decode()
    assert '<html lang="zh">' in found
    assert "敏感性" in found
    assert "<strong>计算方法</strong>：" in found
    assert "**" not in found
