"""The engine: where panels, names, rows and words stand, in wide and in narrow places."""

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
LONG = "a label that is far too long for a margin"


def draw(*panels, width=900, height=200, **more):
    return figure_of(Plot(panels, X, Y, **more), Look(width=width, height=height))


def notes(figure, words):
    """Return the notes that say so, without their tags."""
    found = figure.layout.annotations
    return [a for a in found if re.sub(r"<[^>]+>", "", a.text) == words]


def note(figure, words):
    (found,) = notes(figure, words)
    return found


def all_words(figure):
    return [re.sub(r"<[^>]+>", "", a.text) for a in figure.layout.annotations]


def test_a_panel_has_the_height_asked_for_and_the_page_room_for_its_words():
    figure = draw(Panel((LINE,)))
    margin = figure.layout.margin
    assert figure.layout.height == pytest.approx(200 + margin.t + margin.b, abs=1)
    higher = draw(Panel((LINE,)), above=("one", "two"), below=("three",))
    assert higher.layout.margin.t - margin.t == pytest.approx(2 * Look().line, abs=1)
    assert higher.layout.margin.b > margin.b
    assert all_words(higher) == ["one", "two", "Share", "Months", "three"]


def test_lines_above_start_at_the_panel_and_in_a_narrow_place_at_the_edge_of_the_page():
    wide, narrow = (draw(Panel((LINE,)), above=("one",), width=w) for w in (900, 340))
    assert note(wide, "one").xshift == 0
    assert note(narrow, "one").xshift == pytest.approx(4 - narrow.layout.margin.l, abs=1)


def test_names_at_the_ends_stand_at_their_values_and_apart():
    ends = (End("A", 0.5, "#112233"), End("B", 0.5, "#445566"), End("C", 0.9, "#778899"))
    figure = draw(Panel((LINE,), ends))
    a, b, c = (note(figure, name) for name in "ABC")
    assert a.yshift == 100
    assert b.yshift == pytest.approx(100 + 1.3 * 13)
    assert c.yshift == 180
    assert figure.layout.margin.r > draw(Panel((LINE,))).layout.margin.r


def test_in_a_narrow_place_names_stand_in_a_key_above_once_and_numbers_alone_at_the_ends():
    ends = (End("dead", 0.5, "#112233", number="12"), End("alive", 0.9, "#445566"),
            End("SOX", 0.1, "#445566", named=True))  # fmt: skip
    panels = (Panel((LINE,), ends, "one"), Panel((LINE,), ends, "two"))
    wide, narrow = draw(*panels, width=640), draw(*panels, width=639)
    assert len(notes(wide, "dead 12")) == len(notes(wide, "SOX")) == 2
    assert len(notes(narrow, "■ dead\u2003■ alive")) == 1
    assert len(notes(narrow, "12")) == 2
    assert "SOX" not in all_words(narrow)
    assert "" not in all_words(narrow)


def test_letters_for_a_projector_need_the_narrow_form_sooner():
    assert Look(width=700).narrow is False
    assert Look(width=700, size="presentation").narrow is True


def test_labels_of_rows_stand_beside_their_numbers_or_above_them():
    rows = (Row(LONG, "#112233", ("82", "40", "3"), "a"), Row("B", "#445566", ("9", "8", "7"), "b"))
    short = (replace(rows[0], label="HIPEC + SOX"), rows[1])
    wide = draw(Panel((LINE,)), rows=rows, heading="At risk")
    narrow = draw(Panel((LINE,)), rows=rows, heading="At risk", width=400)
    (cut,) = (a for a in wide.layout.annotations if a.text.startswith("a label"))
    assert cut.text.endswith("…")
    assert cut.yshift == note(wide, "82").yshift
    assert note(narrow, LONG).yshift > note(narrow, "82").yshift
    assert note(narrow, "B").yshift > note(narrow, "9").yshift  # as the other
    roomy = draw(Panel((LINE,)), rows=short, width=540)
    for label, first in (("HIPEC + SOX", "82"), ("B", "9")):
        assert note(roomy, label).yshift == note(roomy, first).yshift
    assert [a.x for a in narrow.layout.annotations if a.name == "risk a"] == [0, 5, 10]


def test_ticks_without_room_go_with_their_numbers():
    ticks = tuple((float(i), f"{i},000") for i in range(11))
    cells = tuple(f"{i}0,000" for i in range(11))
    plot = Plot((Panel((LINE,)),), Axis(0.0, 10.0, ticks), Y, rows=(Row("A", "#1", cells, "a"),))
    figure = figure_of(plot, Look(width=400))
    kept = [a.x for a in figure.layout.annotations if a.name == "risk a"]
    assert kept == list(figure.layout.xaxis.tickvals)
    said = [a.text for a in figure.layout.annotations if a.name == "risk a"]
    assert said == [f"{at:.0f}0,000" for at in kept]
    assert 3 <= len(kept) < 8


def test_panels_stand_side_by_side_where_each_has_room_and_keep_their_height():
    panels = [Panel((LINE,), title=title) for title in "abc"]
    wide, middle, narrow = (draw(*panels, width=w).layout for w in (1000, 600, 340))
    assert wide.yaxis.domain == wide.yaxis2.domain == wide.yaxis3.domain
    assert middle.yaxis.domain == middle.yaxis2.domain != middle.yaxis3.domain
    assert narrow.xaxis.domain == narrow.xaxis2.domain == narrow.xaxis3.domain == (0, 1)
    for layout in (wide, middle, narrow):
        tall = layout.height - layout.margin.t - layout.margin.b
        for y in (layout.yaxis, layout.yaxis2, layout.yaxis3):
            assert (y.domain[1] - y.domain[0]) * tall == pytest.approx(200, abs=2)
    assert wide.yaxis.domain[1] < 1  # the titles stand within the whole


def test_on_a_projector_panels_below_each_other_have_the_height_of_one():
    look = Look(size="presentation", width=900, height=400)
    for more, high in (({}, 200), ({"height": 90.0}, 90)):
        layout = figure_of(Plot((Panel((LINE,)),) * 2, X, Y, most=1, **more), look).layout
        tall = layout.height - layout.margin.t - layout.margin.b
        assert (layout.yaxis.domain[1] - layout.yaxis.domain[0]) * tall == pytest.approx(
            high, abs=2
        )


def test_at_most_so_many_panels_stand_side_by_side():
    panels = [Panel((LINE,)) for _ in range(4)]
    layout = draw(*panels, width=2000, most=3).layout
    assert layout.yaxis3.domain == layout.yaxis.domain
    assert layout.yaxis4.domain[1] < layout.yaxis.domain[0]


def test_words_in_a_panel_stay_in_it_and_off_each_other():
    said = (
        Words("first words", "#112233", 0.0, 1.0), Words("second words", "#112233", 0.0, 1.0),
        Words("beyond the left edge", "#112233", 1.0, 0.0, of="x", across="right", up="bottom"),
        Words("at the foot", "#112233", 0.0, 0.0, up="bottom"),
    )  # fmt: skip
    figure = draw(Panel((LINE, *said)))
    first, second, beyond, foot = (note(figure, w.words) for w in said)
    assert first.yshift == 0
    assert second.yshift == pytest.approx(-1.35 * 13)  # a line further down
    assert beyond.xshift > 0
    assert foot.yshift == pytest.approx(1.35 * 13)  # a line further up


def test_who_and_what_stand_in_columns_or_below_each_other():
    rows = (Summary("SOX", "#112233", ("77/82 events", "median 8.2 mo (95% CI 5.5–8.3)")),
            Summary("HIPEC", "#445566", ("no patients", "")))  # fmt: skip
    wide, narrow = (draw(Panel((LINE,)), summary=rows, width=w) for w in (900, 330))
    assert note(wide, "SOX").yshift == note(wide, "77/82 events").yshift
    assert note(wide, "77/82 events").xshift == note(wide, "no patients").xshift
    assert note(narrow, "SOX").yshift > note(narrow, "77/82 events").yshift
    said = notes(narrow, "median 8.2 mo (95% CI 5.5–8.3)")
    assert len(said) == 1
    assert "" not in all_words(narrow)


def test_the_heading_of_rows_has_a_line_of_its_own_where_the_title_is_in_its_way():
    rows = (Row("A", "#112233", ("1", "2", "3"), "a"),)
    x = Axis(0.0, 10.0, X.ticks, "Months since the randomization")
    wide, narrow = (
        figure_of(Plot((Panel((LINE,)),), x, Y, rows=rows, heading="Number at risk"), Look(width=w))
        for w in (900, 340)
    )
    same = [note(f, "Number at risk").yshift == note(f, x.title).yshift for f in (wide, narrow)]
    assert same == [True, False]


def test_a_key_breaks_into_lines_and_keeps_its_signs():
    key = tuple((f"name {i}", "□" if i else "- -", "#112233") for i in range(6))
    figure = draw(Panel((LINE,)), key=key, width=340)
    lines = [w for w in all_words(figure) if "name" in w]
    assert len(lines) > 1
    assert "\u2003".join(lines).replace("\u2003", " ").count("□ name") == 5
    assert lines[0].startswith("- - name 0")


@pytest.mark.parametrize("name", ["1", "2", "A", "SOX", "HIPEC + SOX", "试验组"])
def test_a_name_for_which_there_is_room_is_not_cut(name):
    rows = (Summary(name, "#112233", ("30/36 events", "median 8.2 mo")),)
    assert notes(draw(Panel((LINE,)), summary=rows), name)
