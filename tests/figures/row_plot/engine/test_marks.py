"""Marks of rows: sizes, weights, arrows by hand, in letters of 13 px and strokes of 2.2 px."""

import pytest

from outcomes.figures.base.look import Look, faded
from outcomes.figures.row_plot.engine.axis import Axis, Line
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Bar, Column, Mark, Panel, Row, RowPlot
from tests.figures.row_plot.reading import layers

LOOK = Look()
AXIS = Axis(0.0, 10.0)
TOP, PITCH = 2.6, 25


def draw(*rows, axis=AXIS, **more):
    return row_plot(RowPlot((Column(),), (Panel(rows, axis),), **more), LOOK)


def one(figure, name):
    (found,) = layers(figure, name)
    return found


def test_a_mark_is_0_8_em_and_a_quarter_more_where_to_look_first():
    figure = draw(Row(("a",), (Mark(5, 4, 6),)), Row(("b",), (Mark(5, 4, 6),), strong=True))
    assert one(figure, "marks").marker.size == pytest.approx((10.4, 13))
    widths = [t.line.width for t in layers(figure, "intervals")]
    assert widths == pytest.approx([0.75 * 2.2, 1.2 * 2.2])
    assert {t.line.color for t in layers(figure, "intervals")} == {LOOK.ink}


def test_of_marks_with_an_area_the_smallest_is_still_seen_and_their_intervals_are_thin_and_ink():
    shares = (1.0, 0.25, 0.04)
    rows = [Row(("a",), (Mark(5, 4, 6, "#112233", share=share),)) for share in shares]
    figure = draw(*rows)
    assert one(figure, "marks").marker.size == pytest.approx((13.65, 6.825, 4.68))
    interval = one(figure, "intervals")
    assert (interval.line.width, interval.line.color) == (pytest.approx(1.43), LOOK.ink)


def test_a_hollow_mark_is_paper_with_an_edge():
    figure = draw(Row(("a",), (Mark(5, color="#112233", hollow=True), Mark(6, color="#112233"))))
    marker = one(figure, "marks").marker
    assert marker.color == (LOOK.paper, "#112233")
    assert marker.line.color == ("#112233", "#112233")
    assert marker.line.width == pytest.approx((1.76, 0))
    assert not layers(figure, "intervals")  # no limits


def test_an_interval_with_one_limit_begins_at_its_mark():
    figure = draw(Row(("a",), (Mark(5, low=3),)), Row(("b",), (Mark(5, high=8),)))
    x = one(figure, "intervals").x
    assert (x[:2], x[3:5]) == ((3, 5), (5, 8))


def test_arrows_stand_where_an_interval_is_cut_and_only_there():
    limits = ((0, 10), (-1, 11), (None, 11), (-0.001, 5))
    rows = [Row(("a",), (Mark(5, low, high, "#112233"),)) for low, high in limits]
    arrows = one(draw(*rows), "arrows")
    ys = [TOP + PITCH * (k + 0.5) for k in range(4)]
    assert list(zip(arrows.x, arrows.y, arrows.marker.symbol, strict=True)) == [
        (0, pytest.approx(ys[1]), "triangle-left"), (10, pytest.approx(ys[1]), "triangle-right"),
        (10, pytest.approx(ys[2]), "triangle-right"), (0, pytest.approx(ys[3]), "triangle-left"),
    ]  # fmt: skip
    assert arrows.marker.size == pytest.approx(8.06)
    assert set(arrows.marker.color) == {"#112233"}
    assert arrows.marker.line.width == 0
    assert arrows.cliponaxis is False  # half of each lies beyond the axis
    assert one(draw(*rows), "marks").cliponaxis is False


def test_a_summary_is_a_diamond_of_two_thirds_of_an_em():
    figure = draw(Row(("a",), (Mark(5, 4, 7, shape="summary"),)))
    diamond, y = one(figure, "summary"), TOP + PITCH / 2
    assert diamond.x == (4, 5, 7, 5, 4)
    assert diamond.y == pytest.approx((y, y - 4.42, y, y + 4.42, y))
    assert diamond.line.width == 1
    assert not layers(figure, "marks")


def test_a_track_joins_the_marks_of_a_color_from_row_to_row():
    rows = [Row(("a",), (Mark(at, color="#112233"), Mark(at + 1, color="#445566")), joined=joined)
            for at, joined in ((2, True), (3, True), (4, False))]  # fmt: skip
    first, second = layers(draw(*rows), "track")
    assert (first.x, second.x) == ((2, 3), (3, 4))
    assert first.y == pytest.approx((TOP + 12.5, TOP + 37.5))
    assert (first.line.color, first.line.width) == (faded("#112233", 0.35), pytest.approx(1.76))


def test_bars_are_cut_at_the_axis_and_those_of_no_length_left_out():
    bars = (Bar(-3, 4, "#112233", layer="light"), Bar(4, 4, "#112233", layer="light"),
            Bar(4, 12, "#112233"))  # fmt: skip
    figure = draw(Row(("a",), bars=bars))
    light, plain = one(figure, "light"), one(figure, "bars")
    assert light.x == (0, 4, 4, 0, 0, None)
    assert plain.x == (4, 10, 10, 4, 4, None)
    middle, half = TOP + PITCH / 2, 1.15 * 13 / 2
    assert light.y[0] == pytest.approx(middle - half)
    assert light.y[2] == pytest.approx(middle + half)


def test_words_stand_in_the_middle_of_bars_that_have_room_for_them():
    # "50%" takes 28.5 px and 6 around them.
    plot = 900 - round(8.06 + 2 + 13 + 6) - 20  # px for ten units
    for wide, n in ((35.0, 1), (34.0, 0)):
        bar = Bar(2, 2 + wide / plot * 10, "#112233", words="50%")
        found = [a for a in draw(Row(("a",), bars=(bar,))).layout.annotations if a.text == "50%"]
        assert len(found) == n
        for a in found:
            assert a.x == pytest.approx(2 + wide / plot * 5)
            assert (a.y, a.font.color) == (pytest.approx(TOP + PITCH / 2), "#FFFFFF")


def test_the_pointer_reads_a_row_wherever_it_is_in_it():
    figure = draw(Row(("a",), (Mark(5),), hover=("<a>", "1")), Row(("b",), (Mark(5),)),
                  axis=Axis(2.0, 10.0))  # fmt: skip
    read = one(figure, "hover")
    assert (read.base, read.x) == ((2,), (8,))
    assert (read.y, read.width) == ((pytest.approx(TOP + 12.5),), (25,))
    assert read.hovertext == ("<b>&lt;a&gt;</b><br>1",)


def test_a_band_and_lines_lie_across_the_rows_behind_the_marks():
    axis = Axis(0.0, 10.0, null=5.0, band=(4.0, 12.0, "#112233"), grid=True)
    rows = Row(("a",), (Mark(5),), shaded=True), Row(("b",), (Mark(5),), ruled=True)
    shapes = draw(*rows, axis=axis).layout.shapes
    shade, band, *lines = shapes
    assert (shade.xref, shade.x0, shade.x1) == ("paper", -9, 10)
    assert (shade.y0, shade.y1) == pytest.approx((TOP, TOP + 25))
    assert shade.fillcolor == faded(LOOK.muted, 0.07)
    assert (band.x0, band.x1, band.fillcolor) == (4, 10, faded("#112233", 0.10))
    assert (band.y0, band.y1) == pytest.approx((TOP, TOP + 50))
    grid, (null, rule) = lines[:6], lines[6:]
    assert [(s.x0, s.line.color, s.line.width) for s in grid] == [
        (at, LOOK.grid, 1) for at in (0, 2, 4, 6, 8, 10)
    ]
    assert (null.x0, null.line.color, null.line.width) == (5, LOOK.muted, 1.3)
    assert (rule.y0, rule.y1, rule.x0, rule.x1) == pytest.approx((TOP + 25, TOP + 25, 0, 1))
    assert (rule.line.dash, rule.line.width) == ("dot", 1)


def test_lines_of_values_from_elsewhere_have_their_color_and_dash():
    lines = Line(3.0, color="#445566", dash="dash"), Line(7.0), Line(99.0)
    shapes = draw(Row(("a",), (Mark(5),)), axis=Axis(0.0, 10.0, lines=lines)).layout.shapes
    assert [(s.x0, s.x1, s.line.color, s.line.dash, s.line.width) for s in shapes] == [
        (3, 3, "#445566", "dash", 1.3), (7, 7, LOOK.muted, "solid", 1.3),
        (10, 10, LOOK.muted, "solid", 1.3),
    ]  # fmt: skip
