"""The deck: a slide per figure, in words and lines that can be changed, nothing outside a slide."""

import io

import pytest
from pptx import Presentation

from outcomes.displays.base.panel import Picture
from outcomes.export.deck import to_deck
from outcomes.export.drawing.clipping import clipped
from outcomes.export.drawing.shapes import Outline
from outcomes.figures.base.style import Figure
from tests.demos import demo_study
from tests.export.report.test_document import source_of


@pytest.fixture(scope="module")
def deck():
    study = demo_study("hipec-sox-demo")
    return Presentation(io.BytesIO(to_deck(source_of(study))))


def words(slide):
    return [s.text_frame.text for s in slide.shapes if s.has_text_frame and s.text_frame.text]


def slide_of(deck, title):
    return next(s for s in deck.slides if words(s)[0] == title)


def test_the_curve_is_lines_and_words_with_its_risk_table_and_context(deck):
    slide = slide_of(deck, "Curves · Progression-free survival")
    said = " ".join(words(slide))
    assert "HR 0.76 (95% CI 0.55–1.05)" in said
    assert "No. at risk" in said
    assert "SIMULATED" in said
    assert "data cut-off 2025-06-30" in said
    kinds = {shape.shape_type for shape in slide.shapes}
    assert not any("PICTURE" in str(kind) for kind in kinds)
    assert any("FREEFORM" in str(kind) for kind in kinds)


def test_words_that_nothing_can_be_shown_are_no_figure():
    assert not Picture(
        "odds", Figure({"data": [], "layout": {"annotations": [{"text": "none"}]}}), ""
    ).drawn
    assert Picture("odds", Figure({"data": [], "layout": {"shapes": [{"type": "line"}]}}), "").drawn


def test_the_notes_say_how_r_makes_the_curve(deck):
    notes = slide_of(deck, "Curves · Progression-free survival").notes_slide.notes_text_frame.text
    assert 'R: f <- followed("pfs"); km <- by_arm(f, function(a) survfit(' in notes
    assert "coxph(Surv(time, event == 1) ~ arm + strata(`prior_chemo`)" in notes


def test_every_slide_has_the_figure_in_words_in_its_notes(deck):
    for slide in list(deck.slides)[1:]:
        assert len(slide.notes_slide.notes_text_frame.text) > 20


def test_no_shape_lies_outside_its_slide(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            if "FREEFORM" in str(shape.shape_type):
                assert shape.left >= -20_000
                assert shape.top >= -20_000
                assert shape.left + shape.width <= deck.slide_width + 20_000
                assert shape.top + shape.height <= deck.slide_height + 20_000


def test_slides_take_the_size_and_the_layouts_of_a_template_and_none_of_its_slides(tmp_path):
    template = Presentation()
    template.slide_width, template.slide_height = 9_144_000, 6_858_000
    template.slides.add_slide(template.slide_layouts[0]).shapes.title.text = "Old news"
    template.save(tmp_path / "group.pptx")
    source = source_of(demo_study("hipec-sox-demo"))
    made = Presentation(io.BytesIO(to_deck(source, template=tmp_path / "group.pptx")))
    assert made.slide_width == 9_144_000
    assert len(made.slides) > 3
    said = " ".join(text for slide in made.slides for text in words(slide))
    assert "Old news" not in said
    assert not any(s.is_placeholder for slide in made.slides for s in slide.shapes)
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.left + shape.width <= made.slide_width * 1.02


BOX = (0.0, 0.0, 10.0, 10.0)


def test_a_line_is_cut_where_it_leaves_and_taken_up_where_it_returns():
    line = Outline(((-5, 5), (5, 5), (5, 15), (8, 15), (8, 5)), stroke="#000000", clip=BOX)
    assert [part for part, _ in clipped(line)] == [
        [(0, 5), (5, 5), (5, 10)],
        [(8, 10), (8, 5)],
    ]


def test_an_area_is_cut_to_its_box():
    area = Outline(((-5, -5), (15, -5), (15, 5), (-5, 5)), fill="#000000", clip=BOX)
    ((points, closed),) = clipped(area)
    assert closed
    assert set(points) == {(0, 0), (10, 0), (10, 5), (0, 5)}


def test_what_lies_outside_is_gone():
    assert list(clipped(Outline(((20, 20), (30, 30)), stroke="#000000", clip=BOX))) == []
    far = ((20, 20), (30, 20), (30, 30))
    assert list(clipped(Outline(far, fill="#000000", clip=BOX))) == []
