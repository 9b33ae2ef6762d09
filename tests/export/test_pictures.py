"""Figures as SVG, PNG and PDF: every figure of ours, in pixels that agree with its numbers."""

import io
import re
import xml.etree.ElementTree as ET
from html import unescape

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image

from outcomes.export.drawing.page import page_of
from outcomes.export.drawing.paint import families
from outcomes.export.drawing.shapes import CannotDraw, Line, Outline
from outcomes.export.pdf import to_pdf
from outcomes.export.png import to_png
from outcomes.export.svg import to_svg
from outcomes.figures.base.style import axis, explanation, figure, layout, note
from outcomes.figures.curve_plot.curves import survival_figure
from tests.figures.curve_plot.test_hazards import hazards, piece
from tests.figures.curve_plot.test_stacked import draw as panels
from tests.figures.made import LABELS, LONG, contrast, look, survival, test_of_arms
from tests.figures.row_plot.test_intervals import DIFFERENCE, LEVELS, draw
from tests.figures.row_plot.test_other_figures import FIGURES

SVG = "{http://www.w3.org/2000/svg}"
MORE = {
    "curves": lambda **o: survival_figure(
        survival(), look(**o), contrast=[contrast(), test_of_arms()]
    ),
    "panels": lambda **o: panels(**o),
    "intervals": lambda **o: draw([*LEVELS, DIFFERENCE], **o),
}
ALL = {**FIGURES, **MORE}


def said(svg):
    return " ".join("".join(t.itertext()) for t in ET.fromstring(svg).iter(f"{SVG}text"))


def closed(words):
    """Return words without spaces: pieces in other colors or weights stand on their own."""
    return "".join(words.split())


def simple(*traces, **more):
    from outcomes.figures.base.look import Look

    look = Look()
    spec = layout(look, height=140, margin=(50, 10, 20, 20))
    spec["xaxis"] = axis(look, range=[0, 10], tickvals=[0, 5], ticktext=["0", "5"])
    spec["yaxis"] = axis(look, range=[0, 1], tickvals=[0], ticktext=["0"])
    return figure(list(traces), spec | more)


def outlines(drawn, width=160.0):
    return [m for m in page_of(drawn, width).marks if isinstance(m, Outline)]


@pytest.mark.parametrize("name", ALL)
def test_every_figure_becomes_svg_with_all_its_words(name):
    made = ALL[name](caption=["ITT · 2026-06-30"])
    words = closed(said(to_svg(made, 900)))
    for a in made.layout.annotations:
        assert closed(unescape(re.sub(r"<[^>]+>", "", a.text or ""))) in words
    for key in ("xaxis", "yaxis"):
        if made.layout[key].visible is not False and made.layout[key].ticktext:
            assert made.layout[key].ticktext[0] in words


def test_a_step_curve_has_the_pixels_of_its_values():
    line = {"type": "scatter", "mode": "lines", "x": np.array([0.0, 5.0]), "y": [1.0, 0.5],
            "line": {"shape": "hv", "color": "#112233", "width": 2, "dash": "9px,3px"}}  # fmt: skip
    (drawn,) = [m for m in outlines(simple(line)) if m.stroke == "#112233"]
    assert drawn.points == ((50.0, 20.0), (100.0, 20.0), (100.0, 70.0))
    assert drawn.dash == (9.0, 3.0)
    assert drawn.clip == (50.0, 20.0, 150.0, 120.0)


def test_gaps_part_a_line_and_points_kept_apart_are_not_drawn():
    line = {"mode": "lines", "line": {"color": "#112233"}}
    broken = {**line, "x": [0, 1, None, 3, 4], "y": [0, 1, None, 1, 0]}
    points = {**line, "x": [0, 0, 1, 1], "y": [0.5, None, 0.5, None]}
    assert len([m for m in outlines(simple(broken)) if m.stroke == "#112233"]) == 2
    assert not [m for m in outlines(simple(points)) if m.stroke == "#112233"]


def test_calendar_bars_stand_on_zero():
    bars = {"type": "bar", "x": ["2026-01-01", "2026-01-03"], "y": [0.5, 1.0],
            "marker": {"color": "#112233"}}  # fmt: skip
    days = simple(bars)
    days.spec["layout"]["xaxis"].update(
        type="date", range=["2025-12-31", "2026-01-05"], tickvals=[], ticktext=[]
    )
    first, second = (m.points for m in outlines(days) if m.fill == "#112233")
    assert (first[0][1], first[2][1]) == (120.0, 70.0)
    assert np.mean([first[0][0], first[1][0]]) == pytest.approx(70.0)
    assert second[1][0] - second[0][0] == pytest.approx(2 * 0.8 * 20)


def test_error_bars_reach_their_limits():
    dot = {"mode": "markers", "x": [5.0], "y": [0.5], "marker": {"color": "#112233", "size": 8},
           "error_x": {"array": [2.0], "arrayminus": [1.0], "color": "#445566",
                       "width": 3}}  # fmt: skip
    bar, *caps = [m for m in outlines(simple(dot)) if m.stroke == "#445566"]
    assert bar.points == ((90.0, 70.0), (120.0, 70.0))
    assert len(caps) == 2


def test_notes_are_anchored_shifted_and_turned():
    words = note("<b>A &amp; B</b><br>two", color="#112233", size=10, x=0, y=1, xref="x domain",
                 yref="y domain", xanchor="right", yanchor="top", xshift=-4, yshift=6)  # fmt: skip
    up = note("up", color="#112233", size=10, x=5, y=0.5, textangle=-90, xanchor="center",
              yanchor="middle")  # fmt: skip
    made = [m for m in page_of(simple(annotations=[words, up]), 160.0).marks
            if isinstance(m, Line) and m.runs[0].color == "#112233"]  # fmt: skip
    first, second, turned = made
    assert (first.x, first.anchor, first.runs[0].words) == (46.0, "end", "A & B")
    assert first.runs[0].bold
    assert not second.runs[0].bold
    assert 14 < first.y < second.y
    assert (turned.angle, turned.y) == (-90.0, 70.0)
    assert turned.x == pytest.approx(103.5)


def test_panels_have_their_own_axes_and_no_others():
    ticks = [m.runs[0].words for m in page_of(panels(), 900).marks if isinstance(m, Line)]
    assert ticks.count("100%") == 2


@pytest.mark.parametrize(
    "odd",
    [{"data": [go.Pie(values=[1])]}, {"layout": {"shapes": [{"type": "path", "path": "M0,0"}]}},
     {"data": [go.Scatter(x=[1], y=[1], mode="markers", marker={"symbol": "star"})]}],
)  # fmt: skip
def test_what_is_not_known_is_refused(odd):
    with pytest.raises(CannotDraw):
        to_svg(go.Figure(**odd))


def test_labels_cannot_break_the_file():
    hostile = {"sox": "<script>&\x07\"'", "hipec_sox": "B"}
    svg = to_svg(survival_figure(survival(), look(labels=hostile)), title='"<&')
    assert "<script>&\"'" in said(svg)
    assert ET.fromstring(svg).find(f"{SVG}title").text == '"<&'


@pytest.mark.parametrize("labels", [LABELS, LONG])
def test_png_is_light_twice_the_size_and_not_empty(labels):
    made = survival_figure(survival({"sox": 20, "hipec_sox": 20}), look(labels=labels))
    image = Image.open(io.BytesIO(to_png(made, 600))).convert("RGB")
    assert image.size == (1200, 2 * made.layout.height)
    pixels = np.asarray(image)
    assert (pixels[0, 0] == 255).all()
    blue = (np.abs(pixels.astype(int) - (0, 114, 178)).sum(axis=2) < 12).sum()
    assert blue > 500


def test_figures_in_words_and_of_effects_are_exported_too():
    assert "nobody here" in said(to_svg(explanation("nobody here")))
    from outcomes.figures.curve_plot.hazards import effect_over_time_figure

    made = effect_over_time_figure(
        hazards(piece(0.0, 0.5, 0.3, 90.0)), look(), favors=("hipec_sox", "sox")
    )
    assert "favors SOX" in said(to_svg(made))


def test_the_footer_stands_under_the_figure_and_wraps():
    made = simple({"type": "scatter", "x": [1, 2], "y": [0, 1]})
    bare, footed = page_of(made, 300), page_of(made, 300, footer="Kaplan–Meier < log-log " * 6)
    assert footed.height > bare.height
    lines = [m for m in footed.marks if isinstance(m, Line) and m not in bare.marks]
    assert len(lines) > 1
    assert all(bare.height < m.y < footed.height for m in lines)
    assert "Kaplan–Meier < log-log" in said(to_svg(made, 300, footer="Kaplan–Meier < log-log"))
    assert len(to_png(made, 300, footer="Kaplan–Meier")) > 1000


def chinese():
    return survival_figure(survival(), look(labels=LONG, language="zh", caption=("意向性治疗",)))


def test_words_stay_words_in_every_vector_file():
    svg = to_svg(chinese(), title="生存")
    assert svg.startswith(b"<svg ")  # a report holds many: no prolog
    assert b"<use" not in svg  # no letters as outlines
    assert "意向性治疗" in said(svg)
    assert b"sans-serif" in svg
    pdf = to_pdf(chinese(), title="Survival by arm")
    assert pdf.startswith(b"%PDF")
    assert b"Survival by arm" in pdf
    assert pdf.count(b"/FontFile2") == pdf.count(b"/Type /FontDescriptor") > 0  # TrueType
    assert b"/Type3" not in pdf


@pytest.mark.parametrize("make", [to_svg, to_png, to_pdf])
def test_the_same_figure_is_the_same_file(make):
    first, second = (make(chinese(), 600, title="a", footer="b") for _ in range(2))
    assert first == second


def test_the_picture_says_what_it_shows():
    image = Image.open(io.BytesIO(to_png(chinese(), 600, title="SOX 66/82")))
    assert image.info["Description"] == "SOX 66/82"


def test_without_a_chinese_font_the_rest_is_drawn(monkeypatch):
    monkeypatch.setattr("outcomes.export.drawing.paint.families", lambda: ["DejaVu Sans"])
    assert to_png(chinese(), 600)[:4] == b"\x89PNG"
    assert to_pdf(chinese(), 600)[:4] == b"%PDF"
    assert families()
