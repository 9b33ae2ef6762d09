"""A page around panels worked by hand: letters of 13 px are 8.06 px wide, a line takes 18.46 px."""

import re
from dataclasses import replace

import pytest

from outcomes.figures.base.look import Look
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Line, Words
from outcomes.figures.engine.plot import Axis, End, Panel, Plot, Row, Summary

X = Axis(0.0, 10.0, ((0.0, "0"), (5.0, "5"), (10.0, "10")), "Months")
Y = Axis(0.0, 1.0, ((0.0, "0%"), (1.0, "100%")), "Share", grid=True)
LINE = Line((0.0, 10.0), (1.0, 0.5), "#112233")
NAME = "abcdeghkno"  # of ten letters of usual width: 80.6 px, bold 87.05
# "100%" is 36.53 px wide and stands 8 px off; a title takes 20.8 px, the edge 4 px.
LEFT = 36.53 + 8 + 20.8 + 4
RIGHT = 8.06 + 4  # half of the last tick


def draw(*panels, width=900, x=X, y=Y, height=200, **more):
    return figure_of(Plot(panels or (Panel((LINE,)),), x, y, **more),
                     Look(width=width, height=height))  # fmt: skip


def said(figure):
    """Return of every line of text how far right and up it stands from its corner."""
    return {
        re.sub(r"<[^>]+>", "", a.text): (round(a.xshift or 0, 2), round(a.yshift or 0, 2))
        for a in figure.layout.annotations
    }


def margins(figure):
    m = figure.layout.margin
    return m.l, m.r, m.t, m.b


def test_around_one_panel():
    figure = draw(above=("one", "two"), below=("below", "last"))
    places = said(figure)
    # 14.4 px over the panel, and two lines; the words are in the middles of theirs.
    assert places["one"] == (0, pytest.approx(2 * 18.46 + 10.4 - 9.23, abs=0.01))
    assert places["two"] == (0, pytest.approx(18.46 + 10.4 - 9.23, abs=0.01))
    inner = 900 - LEFT - RIGHT
    # A tick of 5 px and 2.35 em under the panel; then a line and 0.18 em; small lines of 17.25 px.
    assert places["Months"] == (pytest.approx(inner / 2, abs=0.01), -35.55)
    assert places["Share"] == (pytest.approx(4 + 6.5 - LEFT, abs=0.01), 0)
    assert places["below"] == (pytest.approx(4 - LEFT, abs=0.01), -56.35)
    assert places["last"][1] == -73.6
    bottom = 56.35 + 2 * 17.25 - 6.5 + 4
    assert margins(figure) == (69, 12, round(14.4 + 36.92), round(bottom))
    assert figure.layout.height == round(200 + 14.4 + 36.92 + bottom)
    assert figure.layout.xaxis.domain == (0, 1)
    assert figure.layout.yaxis.domain == (0, 1)


def test_titles_that_are_not_there_take_no_room():
    bare = draw(x=replace(X, title="", hidden=True), y=replace(Y, title="", hidden=True))
    assert margins(bare) == (4, 10, 14, round(1.2 * 13 - 6.5 + 4))
    assert margins(draw(y=replace(Y, title="")))[0] == round(LEFT - 20.8)


def test_rows_under_the_panel_and_their_heading_beside_the_title():
    rows = (Row(NAME, "#112233", ("82", "40", "3"), "a"), Row("B", "#445566", ("9", "8", "7"), "b"))
    figure = draw(rows=rows, heading="At risk", below=("below",))
    places = said(figure)
    # The longest label, 0.6 em, half of "82".
    left = 80.6 + 7.8 + 8.06 + 4
    assert margins(figure)[0] == round(left)
    assert places["At risk"] == (pytest.approx(4 - left, abs=0.01), -35.55)
    assert places["Months"][1] == -35.55
    assert [places[w][1] for w in (NAME, "82", "3", "B", "7")] == [-56.35] * 3 + [-74.81] * 2
    assert places[NAME][0] == pytest.approx(4 - left, abs=0.01)
    assert places["below"][1] == pytest.approx(-56.35 - 36.92 - 2.6)
    # A heading that reaches the title has the line under it.
    long = draw(rows=rows, heading=7 * NAME)
    assert said(long)[7 * NAME][1] == pytest.approx(-35.55 - 18.46)
    assert said(long)["82"][1] == pytest.approx(-56.35 - 18.46)


def test_a_label_takes_a_fifth_of_the_page_or_thirteen_ems():
    for width, room in ((900, 169), (700, 140)):
        figure = draw(rows=(Row(5 * NAME, "#112233", ("8", "4", "3")),), width=width)
        assert margins(figure)[0] == round(room + 7.8 + 4.03 + 4)


def test_names_at_the_ends_take_a_quarter_of_the_page_or_thirteen_ems():
    def right(name, width=900):
        return margins(draw(Panel((LINE,), (End(name, 0.5, "#112233"),)), width=width))[1]

    assert right(NAME) == round(87.05 + 8 + 4)
    assert right(5 * NAME) == 169 + 8 + 4
    assert right(5 * NAME, 640) == 160 + 8 + 4


def test_panels_beside_each_other_share_what_is_left():
    first, second = Panel((LINE,)), Panel((LINE,), title="two")
    figure = draw(first, second)
    inner = 900 - LEFT - RIGHT
    beside = RIGHT + 44.53  # the ends of the one, the ticks of the other
    wide = (inner - beside) / 2
    assert figure.layout.xaxis.domain == pytest.approx((0, wide / inner))
    assert figure.layout.xaxis2.domain == pytest.approx((1 - wide / inner, 1))
    # A title takes 1.7 em over the panel and stands 4 px above it.
    assert figure.layout.yaxis2.domain == pytest.approx((0, 200 / 222.1))
    assert said(figure)["two"] == (0, 4)
    # Each needs 190 px: both fit into 518.
    fit = LEFT + RIGHT + beside + 380
    domains = [draw(first, second, width=w).layout.yaxis2.domain for w in (fit + 0.1, fit - 0.1)]
    assert domains[0][1] > 0.89
    assert domains[1][1] < 0.5


def test_panels_under_each_other_leave_room_for_titles_and_ticks():
    panels = Panel((LINE,), title="one"), Panel((LINE,))
    for x, between in ((X, 33.8), (replace(X, hidden=True, title=""), 10.4)):
        layout = draw(*panels, x=x, most=1).layout
        tall = 2 * 222.1 + between
        assert layout.yaxis.domain == pytest.approx(((tall - 222.1) / tall, (tall - 22.1) / tall))
        assert layout.yaxis2.domain == pytest.approx((0, 200 / tall))


def test_the_height_is_the_pages_or_the_plots_or_a_share_of_the_usual():
    def tall(look, **more):
        figure = figure_of(Plot((Panel((LINE,)),), X, Y, **more), look)
        return figure.layout.height - figure.layout.margin.t - figure.layout.margin.b

    assert tall(Look(height=200), height=120, share=0.5) == pytest.approx(200, abs=1)
    assert tall(Look(), height=120, share=0.5) == pytest.approx(120, abs=1)
    assert tall(Look(), share=0.5) == pytest.approx(155, abs=1)
    assert tall(Look(width=1350)) == pytest.approx(465, abs=1)  # half as wide again: as high again
    assert tall(Look(width=4000)) == pytest.approx(496, abs=1)  # 1.6 times
    assert tall(Look(size="presentation", width=1800)) == pytest.approx(540, abs=1)


def test_who_and_what_in_columns_an_em_apart():
    rows = (Summary(NAME, "#112233", (NAME, "x")), Summary("B", "#445566", ("y", "z")))
    places = said(draw(summary=rows))
    assert places["B"] == (0, pytest.approx(10.4 + 9.23))
    assert places["y"] == (pytest.approx(87.05 + 13, abs=0.01), pytest.approx(10.4 + 9.23))
    assert places["z"][0] == pytest.approx(87.05 + 13 + 80.6 + 13, abs=0.01)
    # A name has 8 em at least: 104 px, an em, and the cells with an em each.
    needed = LEFT + 4 + 104 + 13 + 6 * 80.6 + 13
    rows = (Summary(2 * NAME, "#112233", (6 * NAME,)),)
    for width, columns in ((needed + 0.1, True), (needed - 0.1, False)):
        places = said(draw(summary=rows, width=width))
        assert (places[6 * NAME][0] > 100) is columns
        assert columns or places[6 * NAME][0] == 13  # an em further in, under the name
        assert columns or places[2 * NAME][1] - places[6 * NAME][1] == pytest.approx(18.46)


def test_a_key_fills_its_lines():
    # Each name: sign, space and ten letters, 1.4 em: 112.06 px; the page holds seven.
    key = [(NAME, "■", f"#{i:06}") for i in range(15)]  # of two lines alike one would count
    room = LEFT + 7 * (8.06 + 5.2 + 80.6 + 18.2) + 4
    for width, full in ((room + 0.1, [7, 7, 1]), (room - 0.1, [6, 6, 3])):
        notes = draw(key=tuple(key), width=width).layout.annotations
        assert [n for note in notes if (n := note.text.count(NAME))] == full


def test_words_in_a_panel_stand_at_their_values_and_4_px_within_it():
    inner = 900 - LEFT - RIGHT
    words = (
        Words(NAME, "#112233", 2.0, 0.5, of="xy", across="right"),
        Words("b", "#112233", 0.5, 0.25, across="center", up="middle", shift=(3, 5)),
        Words("right", "#112233", 1.0, 1.0),
        Words("left", "#112233", 0.0, 0.0, across="right", up="bottom"),
    )
    a, b, right, left = draw(Panel((LINE, *words))).layout.annotations[-4:]
    assert (a.x, a.y, a.xref, a.yref, a.xanchor, a.yanchor) == (2, 0.5, "x", "y", "right", "top")
    assert (b.x, b.y, b.xref, b.yref) == (0.5, 0.25, "x domain", "y domain")
    assert (a.xshift, a.yshift, b.xshift, b.yshift) == (0, 0, 3, 5)
    # "right" has two letters of usual width and three narrow ones, "left" one and three.
    assert right.xshift == pytest.approx(-(2 * 8.06 + 3 * 5.2))
    assert left.xshift == pytest.approx(4 + 8.06 + 3 * 5.2)
    edge = draw(Panel((LINE, Words(NAME, "#112233", 1.0, 0.5, of="x", across="right"))))
    note = next(n for n in edge.layout.annotations if n.text == NAME)
    assert note.xshift == pytest.approx(max(0, 4 - (inner / 10 - 80.6)))


@pytest.mark.parametrize("up", ["top", "bottom"])
def test_words_give_way_by_their_own_height_only_where_they_would_touch(up):
    way = -1 if up == "top" else 1
    for apart, shift in ((17.4, 17.55 * way), (17.7, 0)):
        # 17.55 px is 1.35 times the size of the letters; the panel is 200 px high.
        at = 0.5, 0.5 + apart * way / 200
        words = [Words(w, "#112233", 0.5, y, up=up) for w, y in zip("ab", at, strict=True)]
        b = next(n for n in draw(Panel((LINE, *words))).layout.annotations if n.text == "b")
        assert b.yshift == pytest.approx(shift)
    for apart, shift in ((80.5, -17.55), (80.7, 0)):  # ten letters are 80.6 px wide
        words = [Words(NAME, "#112233", 0.5, 0.5, shift=(s, 0)) for s in (0, apart)]
        *_, note = draw(Panel((LINE, *words))).layout.annotations
        assert note.yshift == pytest.approx(shift)


def test_a_title_of_a_panel_is_cut_4_px_before_the_edge_of_the_page():
    # 900 px less the ticks and 4 px; a bold letter of usual width takes 8.7 px.
    letters = int((900 - LEFT - 4) / (8.06 * 1.08))
    whole, cut = (draw(Panel((LINE,), title=n * "a")) for n in (letters, letters + 1))
    assert letters * "a" in said(whole)
    assert any(words.endswith("a…") for words in said(cut))


def test_bold_words_across_the_rows_take_the_page_less_4_px_at_both_ends():
    letters = int(892 / (8.06 * 1.08))
    for n, whole in ((letters, True), (letters + 1, False)):
        figure = draw(rows=(Row(n * "a", "#112233", heading=True),), heading="At risk")
        assert (n * "a" in said(figure)) is whole
    (heading,) = (a for a in figure.layout.annotations if "At risk" in a.text)
    assert heading.font.size == 12


def test_letters_are_of_one_size_but_those_of_the_heading_and_under_the_figure():
    figure = draw(
        Panel((LINE,), (End("arm", 0.5, "#112233"),), title="one"), Panel((LINE,), title="two"),
        above=("over",), below=("below",), summary=(Summary("who", "#445566", ("cell",)),),
    )  # fmt: skip
    sizes = {re.sub(r"<[^>]+>", "", a.text): (a.font.size, a.font.color)
             for a in figure.layout.annotations}  # fmt: skip
    ink, muted = Look().ink, Look().muted
    assert sizes["below"] == (11.5, muted)
    assert sizes["over"] == sizes["cell"] == sizes["one"] == sizes["Months"] == (13, ink)
    assert sizes["who"] == (13, "#445566")
    assert sizes["arm"] == (13, "#112233")
