"""A page of rows worked by hand: letters of 13 px are 8.06 px wide, a line takes 16.64 px."""

import re
from itertools import pairwise

import pytest

from outcomes.figures.base.look import Look
from outcomes.figures.base.marks import Marks
from outcomes.figures.row_plot.engine.axis import Axis, Line
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Bar, Column, Mark, Panel, Row, RowPlot, Text
from outcomes.results.note import Note

NAME = "abcdeghkno"  # of ten letters of usual width: 80.6 px, bold 87.05
LONG = 2 * NAME
HEADS = (Column("Who"), Column("HR", value=True, right=True))
RATIOS = Axis(0.25, 4.0, log=True, null=1.0, title="ratio", head="over")


def mark(value=1.0, **more):
    return Mark(value, value / 2, value * 2, **more)


def draw(*rows, width=900, columns=HEADS, axis=RATIOS, **more):
    return row_plot(RowPlot(columns, (Panel(rows, axis),), **more), Look(width=width))


def said(figure):
    """Return of every line of text its height, shift and anchor, and from which side."""
    found = {}
    for note in figure.layout.annotations:
        words = re.sub(r"<[^>]+>", "", note.text)
        found[words] = (round(note.y, 2), round(note.xshift or 0, 2), note.xanchor, note.x)
    return found


def heights(figure, layer="marks"):
    return [y for t in figure.data if t.meta["layer"] == layer for y in t.y]


def test_rows_beside_their_texts():
    figure = draw(
        Row((NAME, "0.50"), (mark(),)), Row(("b", "1.00"), (mark(),)),
        above=("first", "second"), below=("below",), key=(("arm", "#112233"),),
    )  # fmt: skip
    places = said(figure)
    # Three lines of 18.46 px over the figure and 2.6 px, heads in one line of 16.64 and 4.55.
    assert [places[w][0] for w in ("first", "second", "■ arm")] == [9.23, 27.69, 46.15]
    assert {places[w][0] for w in ("Who", "HR", "over")} == {66.3}  # 57.98 + 8.32
    # Rows of 24.7 px, in whole pixels: 25, from 79.17 on.
    assert heights(figure) == pytest.approx([91.67, 116.67])
    assert (places[NAME][0], places["0.50"][0], places["1.00"][0]) == (91.67, 91.67, 116.67)
    # The axis lies under them; its title 5 px and two lines further down, a caption below.
    assert places["ratio"][0] == pytest.approx(129.17 + 5 + 20.8 + 8.32)
    assert places["below"][0] == pytest.approx(129.17 + 5 + 20.8 + 16.64 + 6.5 + 8.62, abs=0.01)
    whole = 129.17 + 5 + 20.8 + 16.64 + 6.5 + 17.25
    assert figure.layout.height == round(whole + 12)
    assert tuple(figure.layout.yaxis.range) == (pytest.approx(whole), 0)
    assert figure.layout.xaxis.position == pytest.approx(1 - 129.17 / whole)
    assert figure.layout.margin.t == figure.layout.margin.b == 6
    # A column is 2 px wider than its widest words; an em lies on its other side.
    assert figure.layout.margin.l == round(80.6 + 2 + 13 + 6)
    number = 3 * 8.06 + 5.2 + 2  # "0.50", the point is narrow
    assert figure.layout.margin.r == round(number + 13 + 6)
    left = 101.6
    assert places[NAME][1:] == places["Who"][1:] == (round(6 - left, 2), "left", 0)
    assert places["first"][1:] == places["■ arm"][1:] == (round(6 - left, 2), "left", 0)
    assert places["0.50"][1:] == places["HR"][1:] == (round(13 + number, 2), "right", 1)
    assert places["over"][1:] == (0, "center", 0.5)
    (line,) = figure.layout.shapes  # no difference: along all rows
    assert (line.x0, line.x1, line.y0, line.y1) == pytest.approx((0, 0, 79.17, 129.17))


def test_rows_under_their_texts_in_a_narrow_place():
    number = 20 * "p"
    figure = draw(
        Row((LONG, "0.50"), (mark(),)), Row((LONG + NAME, number), (mark(),)),
        columns=(Column(), HEADS[1]), width=340,
    )  # fmt: skip
    places = said(figure)
    # Head: 16.64 and 4.55 px; rows: 4.55 px, a line of names, 14.3 px of marks, 3.9 px.
    assert places["HR"][0] == places["over"][0] == pytest.approx(2.6 + 8.32)
    assert places[LONG][0] == places["0.50"][0] == pytest.approx(23.79 + 4.55 + 8.32)
    assert heights(figure)[0] == pytest.approx(23.79 + 4.55 + 16.64 + 7.15)
    # The number of the second has no room beside the name: it stands under it.
    second = 23.79 + 39
    assert places[LONG + NAME][0] == pytest.approx(second + 4.55 + 8.32)
    assert places[number][0] == pytest.approx(second + 4.55 + 16.64 + 8.32)
    assert heights(figure)[1] == pytest.approx(second + 4.55 + 2 * 16.64 + 7.15)
    assert (figure.layout.margin.l, figure.layout.margin.r) == (20, 20)  # 1.5 em
    assert places[LONG][1:] == (6 - 19.5, "left", 0)
    assert places["0.50"][1:] == places["HR"][1:] == (19.5 - 6, "right", 1)
    # Lines run where no words are.
    spans = [(s.y0, s.y1) for s in figure.layout.shapes]
    first = 23.79 + 4.55 + 16.64
    assert spans == [
        pytest.approx((first, first + 14.3 + 3.9)),
        pytest.approx((second + 4.55 + 33.28, second + 4.55 + 33.28 + 14.3 + 3.9)),
    ]


def test_where_names_have_no_room_they_stand_above_and_numbers_beside_their_marks():
    columns = (Column(), Column("n", value=True, spare=True), HEADS[1])
    figure = draw(
        Row((LONG, "12", "0.50"), (mark(),)),
        Row((LONG, "12", (Text("1.00"), Text("2.00"))), (mark(), mark(line=1)), indent=True),
        Row((LONG, "12", ""), why="no mark"),
        columns=columns, width=300,
    )  # fmt: skip
    places = said(figure)
    assert "12" not in places  # what may give way gives way first
    # Head 16.64 and 4.55 px. A row: 4.55 px, a line of names, 19.76 px of marks or more.
    assert places["HR"][0] == places["over"][0] == pytest.approx(2.6 + 8.32)
    first, second, third = 23.79, 23.79 + 41, 23.79 + 41 + 62
    names = [note.y for note in figure.layout.annotations if note.text == LONG]
    assert names == pytest.approx([y + 4.55 + 8.32 for y in (first, second, third)])
    ys = heights(figure)
    assert places["0.50"][0] == pytest.approx(first + 21.19 + 10)
    assert ys == pytest.approx([places[words][0] for words in ("0.50", "1.00", "2.00")], abs=0.01)
    assert places["no mark"][0] == pytest.approx(third + 21.19 + 10)
    number = 3 * 8.06 + 5.2 + 2
    assert places["0.50"][1:] == places["HR"][1:] == (round(13 + number, 2), "right", 1)
    assert (figure.layout.margin.l, figure.layout.margin.r) == (20, round(number + 13 + 6))
    # Lines run beside numbers and not through names.
    spans = [(s.y0, s.y1) for s in figure.layout.shapes]
    assert spans == [pytest.approx(s) for s in ((first + 21.19, first + 41.19),
                                                (second + 21.19, second + 62.19))]  # fmt: skip


def test_two_numbers_stand_at_both_sides_where_they_fit_and_else_under_each_other():
    columns = (Column(), Column(value=True), HEADS[1])
    for words, apart in ((NAME, 0), (LONG, 16.64)):
        figure = draw(Row((LONG, words, words + "p"), (mark(),)), columns=columns, width=340)
        places = said(figure)
        assert places[words][2:] == ("left", 0)
        assert places[words + "p"][2:] == ("right", 1)
        assert places[words + "p"][0] - places[words][0] == pytest.approx(apart)


def test_a_heading_takes_a_line_and_lies_in_its_middle():
    figure = draw(Row(heading="block"), Row((NAME, ""), (mark(),), indent=True))
    places = said(figure)
    # 25.09 px, in whole pixels 25; the words 0.55 em and half a line from its top.
    assert places["block"][0] == pytest.approx(23.79 + 7.15 + 8.32)
    assert heights(figure) == pytest.approx([23.79 + 25 + 12.5])
    assert places[NAME][1] - places["block"][1] == pytest.approx(10.4)  # 0.8 em
    (line,) = figure.layout.shapes  # words at the left are not in its way
    assert line.y0 == pytest.approx(23.79)
    across = draw(Row(heading=5 * NAME), Row((NAME, ""), (mark(),)))
    assert across.layout.shapes[0].y0 == pytest.approx(23.79 + 25)


def test_a_long_heading_breaks_by_the_width_of_bold_letters_and_its_longest_line_counts():
    # A line has 888 px; ten bold words and nine spaces take 921, not bold 853.
    figure = draw(Row(heading=" ".join([NAME] * 9 + ["b"])), Row((NAME, ""), (mark(),)))
    assert len([w for w in said(figure) if w.startswith(NAME) and w != NAME]) == 1
    figure = draw(Row(heading=" ".join([NAME] * 10)), Row((NAME, ""), (mark(),)))
    assert heights(figure) == pytest.approx([23.79 + round(2 * 16.64 + 8.45) + 12.5])
    assert figure.layout.shapes[0].y0 == pytest.approx(23.79 + 42)  # the first line reaches over


def test_rows_under_a_heading_stand_in_in_a_narrow_place_too():
    figure = draw(Row(heading="block"), Row((LONG, "1"), (mark(),), indent=True), width=340)
    places = said(figure)
    assert places[LONG][1] - places["block"][1] == pytest.approx(10.4)
    assert len(figure.layout.shapes) == 1  # no line beside the heading


def test_lines_of_a_row_are_a_line_apart_and_the_row_has_room_for_them():
    texts = (Text("0.50"), Text("0.60"))
    figure = draw(Row((NAME, texts), (mark(), mark(2.0, line=1))), columns=(Column(), HEADS[1]))
    # Two lines of 16.64 px and 8.06 px: 41.34, in whole pixels 41.
    middle = 23.79 + 20.5
    assert heights(figure) == pytest.approx([middle - 8.32, middle + 8.32])
    places = said(figure)
    assert places[NAME][0] == pytest.approx(middle)
    assert places["0.60"][0] == pytest.approx(middle + 8.32)
    assert places["0.50"][0] == pytest.approx(middle - 8.32)


def test_why_there_is_no_mark_stands_where_it_would_in_every_form():
    for width in (900, 340):
        figure = draw(Row((LONG, ""), why="none"), Row((LONG, "1"), (mark(),)), width=width)
        note = next(a for a in figure.layout.annotations if a.text == "none")
        assert note.font.color == Look().muted
        if width == 900:  # 0.4 em into the plot
            assert (note.x, note.xshift) == (0, pytest.approx(5.2))
            assert note.y == pytest.approx(said(figure)[LONG][0] - 25)


def test_more_than_twelve_rows_stand_closer():
    for n, pitch in ((12, 25), (13, 20)):  # 1.9 em and 1.52 em
        ys = heights(draw(*[Row((NAME, ""), (mark(),))] * n))
        assert {round(b - a, 6) for a, b in pairwise(ys)} == {pitch}


def test_bars_are_as_thick_as_asked_for_and_rows_hold_them():
    axis = Axis(0.0, 1.0, hidden=True)
    figure = draw(Row((NAME, ""), bars=(Bar(0.0, 0.5, "#112233"),)), axis=axis, bar=2.0)
    (bar,) = (t for t in figure.data if t.meta["layer"] == "bars")
    middle = 21.19 + 2.6 + 36 / 2  # 26 px and 0.75 em: 35.75, in whole pixels 36
    assert bar.y[:4] == pytest.approx((middle - 13, middle - 13, middle + 13, middle + 13))
    assert bar.x[:4] == (0.0, 0.5, 0.5, 0.0)
    narrow = draw(Row((LONG, ""), bars=(Bar(0.0, 0.5, "#112233"),)), axis=axis, bar=2.0, width=300)
    # Names, and the row as high as beside them.
    assert narrow.layout.yaxis.range[0] == pytest.approx(23.79 + round(4.55 + 16.64 + 36), abs=0.01)


def test_words_of_the_axis_lie_around_their_value_and_within_the_page():
    lines = (Line(1.0, "here"), Line(0.25, "a long name of a value"))
    axis = Axis(0.25, 4.0, log=True, lines=lines, null=1.0, title="ratio",
                favors=(("left better", "#112233"), ("right better", "#445566")))  # fmt: skip
    figure = draw(Row((NAME, "0.50"), (mark(),)), axis=axis)
    places = said(figure)
    floor = 2.6 + 21.19 + 25
    assert places["▼ here"][:3] == (pytest.approx(floor + 8.32), 0, "center")
    assert places["▼ here"][3] == 0.5
    assert places["▼ a long name of a value"][0] == pytest.approx(floor + 16.64 + 8.32)
    under = floor + 33.28 + 5 + 20.8
    assert places["left better"][:3] == (pytest.approx(under + 8.32), -6.5, "right")
    assert places["right better"][:3] == (pytest.approx(under + 8.32), 6.5, "left")
    assert places["ratio"][0] == pytest.approx(under + 16.64 + 8.32)
    # At a page of 300 px the long name would begin left of it: it begins 6 px from its edge.
    narrow = draw(Row(("a", "0.50"), (mark(),)), axis=axis, width=300)
    found = next(a for a in narrow.layout.annotations if "a long name" in a.text)
    half = (14 * 8.06 + 9 * 5.2 + 12.35) / 2  # narrow letters and spaces, a wide m
    assert narrow.layout.margin.l + found.xshift - half == pytest.approx(6, abs=0.5)


def test_panels_follow_each_other_half_an_em_apart_and_share_the_heads():
    axis = Axis(0.25, 4.0, log=True, title="ratio")
    panel = Panel((Row((NAME, "0.50"), (mark(),)),), axis)
    figure = row_plot(RowPlot(HEADS, (panel, panel)), Look())
    ys = heights(figure)
    assert ys[1] - ys[0] == pytest.approx(25 + 5 + 20.8 + 16.64 + 6.5)
    assert [a.text for a in figure.layout.annotations].count("Who") == 1
    assert figure.layout.xaxis2.overlaying == "x"
    assert figure.layout.xaxis.overlaying is None


def test_an_axis_upwards_has_its_ticks_left_of_it_and_names_right():
    own = Axis(0.0, 1.0, lines=(Line(0.75, "above"), Line(0.74, "bound")))
    row = Row(("",), (Mark(0.5, 0.25, 1.0, across=3.0),), upright=own, tall=200.0)
    figure = draw(row, columns=(Column(),), axis=Axis(-1, 7, hidden=True))
    top = 2.6
    places = said(figure)
    assert heights(figure) == [pytest.approx(top + 100)]
    (whisker,) = (t for t in figure.data if t.meta["layer"] == "intervals")
    assert whisker.y[:2] == pytest.approx((top + 150, top))
    assert whisker.x[:2] == (3.0, 3.0)
    assert places["0.0"] == (pytest.approx(top + 200), -7.8, "right", 0)  # 0.6 em
    assert places["1.0"][0] == pytest.approx(top)
    assert places["above"] == (pytest.approx(top + 50), 8, "left", 1)
    assert places["bound"][0] == pytest.approx(top + 50 + 16.64)  # a line apart
    # 3.4 em of ticks, 8 px beside the longest name.
    assert figure.layout.margin.l == round(44.2 + 2 + 13 + 6)
    assert figure.layout.margin.r == round(19.5 + 5 * 8.06 + 8 + 6)
    levels = [s.y0 for s in figure.layout.shapes if s.xref == "x domain"]
    assert levels == pytest.approx([top + 50, top + 52])


WORDS = " ".join([NAME] * 6)  # 509.6 px, and 2 px


def test_names_are_broken_by_as_much_as_is_missing():
    figure = draw(Row((WORDS, "0.50"), (mark(),)), columns=(Column(), HEADS[1]), width=640)
    # The number takes 31.38 px, the plot 12 em, three times an em lies between: 97.98 are missing.
    left = 511.6 - 97.98 + 13 + 6
    assert figure.layout.margin.l == round(left)
    places = said(figure)
    assert figure.layout.margin.r == 50
    middle = 23.79 + 41 / 2  # a line more than 24.7 px: 41.34
    four, two = (" ".join([NAME] * n) for n in (4, 2))
    assert places[four][0] == pytest.approx(middle - 8.32)
    assert places[two][0] == pytest.approx(middle + 8.32)
    assert heights(figure) == [pytest.approx(middle)]
    # The plot of a large page has 18 % of it.
    long = " ".join([NAME] * 12)
    wide = draw(Row((long, "0.50"), (mark(),)), columns=(Column(), HEADS[1]), width=1000)
    assert wide.layout.margin.l + wide.layout.margin.r == 1000 - 180 - 1


def test_a_name_is_squeezed_to_nine_ems_and_no_further():
    # 640 less the plot of 156, three times 13 and 117 of the name: 328 px are left for the number.
    for n, beside in ((40, True), (41, False)):
        figure = draw(Row((WORDS, n * "a"), (mark(),)), columns=(Column(), HEADS[1]), width=640)
        assert (figure.layout.margin.l != 20) is beside


def test_the_widest_of_two_names_gives_way_first():
    columns = (Column(), Column(), HEADS[1])
    short = " ".join([NAME] * 2)  # 168.4 px with its 2
    figure = draw(Row((WORDS, short, "0.50"), (mark(),)), columns=columns, width=640)
    assert short in said(figure)
    # 511.6, 168.4 and 31.38 with four times 13 and 156: 279.38 are missing.
    assert said(figure)[short][1] == pytest.approx(
        6 + (511.6 - 279.38) + 13 - figure.layout.margin.l, abs=0.6
    )


def test_a_column_that_can_be_spared_gives_way_before_the_plot_does():
    columns = (Column(), Column("more", spare=True), HEADS[1])
    row = Row((LONG, LONG + "p", "0.50"), (mark(),))
    wide, middle = (draw(row, columns=columns, width=w) for w in (900, 440))
    assert LONG + "p" in said(wide)
    assert LONG + "p" not in said(middle)
    assert "more" not in said(middle)
    assert said(middle)[LONG][1] == pytest.approx(6 - middle.layout.margin.l, abs=0.6)


def test_a_head_is_broken_after_ten_ems_and_what_stands_under_it_is_not_bold():
    title = " ".join([NAME] * 3)
    columns = (Column(), Column(title, value=True, right=True, under="n"))
    figure = draw(Row((NAME, "0.50"), (mark(),)), columns=columns)
    assert figure.layout.margin.r == 130 + 2 + 13 + 6
    places = said(figure)
    # A bold word is 87 px wide: each has its line over that of "n".
    assert places[NAME][0] > places["n"][0]
    heads = [a for a in figure.layout.annotations if a.x == 1 and a.y < places["n"][0] + 0.1]
    assert [a.y for a in heads] == pytest.approx([2.6 + 8.32 + 16.64 * k for k in range(4)])
    assert [a.text.startswith("<b>") for a in heads] == [True, True, True, False]
    assert heads[0].font.color == Look().ink
    assert heads[3].font.color == Look().muted


def test_why_may_reach_over_an_empty_column_and_pushes_its_row_apart():
    why = " ".join([NAME] * 8)  # 681 px; the plot has 678, and 44 beside it
    marked = Row((NAME, "0.50"), (mark(),))
    assert why in said(draw(Row((NAME, ""), why=why), marked, width=830))
    assert why not in said(draw(Row((NAME, "0.50"), why=why), marked, width=830))
    narrow = draw(Row((NAME, ""), why=why), marked, width=700)
    six, two = (" ".join([NAME] * n) for n in (6, 2))  # six words in 579 px
    places = said(narrow)
    middle = 23.79 + 41 / 2
    assert places[six][0] == pytest.approx(middle - 8.32)
    assert places[two][0] == pytest.approx(middle + 8.32)
    assert heights(narrow) == [pytest.approx(23.79 + 41 + 12.5)]


def test_cells_of_a_strong_row_are_bold_and_need_the_room_of_it():
    figure = draw(Row((NAME, "0.50"), (mark(),), strong=True), columns=(Column(), HEADS[1]))
    assert figure.layout.margin.l == round(87.05 + 2 + 13 + 6)
    assert [a.text for a in figure.layout.annotations if NAME in a.text] == [f"<b>{NAME}</b>"]


def test_letters_are_of_one_size_and_what_is_said_beside_is_paler():
    axis = Axis(0.25, 4.0, log=True, null=1.0, title="ratio", head="over",
                favors=(("left", "#111111"), ("right", "#222222")))  # fmt: skip
    figure = draw(Row((NAME, "0.50"), (mark(),)), above=("first",), below=("below",), axis=axis)
    found = {re.sub(r"<[^>]+>", "", a.text): (a.font.size, a.font.color)
             for a in figure.layout.annotations}  # fmt: skip
    ink, muted = Look().ink, Look().muted
    assert found["below"] == (11.5, muted)
    assert found["Who"] == found["HR"] == found["over"] == (13, muted)
    assert found["first"] == found[NAME] == found["0.50"] == found["ratio"] == (13, ink)
    assert (found["left"], found["right"]) == ((13, "#111111"), (13, "#222222"))


def test_a_caveat_of_every_number_is_said_once_without_its_letter():
    look = Look(marks=Marks({Note("few_events", events=4, n=7): "ᵃ", Note("observational"): "ᵇ"}))
    rows = [Row((NAME, f"0.5{i}{marks}"), (mark(),), hover=(f"hr {marks}",))
            for i, marks in enumerate(("ᵃ", "ᵃᵇ", "ᵃ"))]  # fmt: skip
    lines = dict.fromkeys(("0.50", "0.51ᵇ", "0.52"))
    words = said(
        row_plot(RowPlot(HEADS, (Panel((*rows, Row((NAME, ""), why="none")), RATIOS),)), look)
    )
    assert lines.keys() <= words.keys()
    assert sum("ᵃ" in line for line in words) == 0
    assert any(line.startswith("few events") for line in words)
    few = said(row_plot(RowPlot(HEADS, (Panel((rows[0], rows[1]), RATIOS),)), look))
    assert "0.50ᵃ" in few  # of two numbers each has its own


def test_many_caveats_follow_each_other_in_lines():
    notes = ("observational", "answers_separated", "arm_without_events", "arm_without_patients",
             "arm_without_failures")  # fmt: skip
    look = Look(marks=Marks({Note(n): m for n, m in zip(notes, "ᵃᵇᶜᵈᵉ", strict=True)}), width=900)
    for n, lines in ((4, 4), (5, 2)):
        rows = [Row((NAME, f"0.5{'ᵃᵇᶜᵈᵉ'[i]}"), (mark(),)) for i in range(n)]
        figure = row_plot(RowPlot(HEADS, (Panel(tuple(rows), RATIOS),)), look)
        small = [a.text for a in figure.layout.annotations if a.font.size == look.em - 1.5]
        assert len(small) == lines
        assert small[0].startswith("ᵃ observational")


def test_no_track_runs_through_names_that_stand_above_their_rows():
    rows = [Row((NAME, number), (mark(),), joined=True) for number in ("0.50", "1.00")]
    for width, tracks in ((900, 1), (230, 0), (120, 0)):  # beside, above, numbers above too
        figure = draw(*rows, width=width)
        assert len(heights(figure, "track")) == 2 * tracks
