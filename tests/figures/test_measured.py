"""The measure of overlaps sees one, and sees what is cut."""

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import axis, figure, layout, note
from tests.figures.measured import faults

CORNER = {"xref": "x domain", "yref": "y domain", "y": 0.5, "yanchor": "middle"}


def page(*notes, ticks=("0", "10")):
    look = Look()
    spec = layout(look, height=200, margin=(50, 30, 20, 40))
    spec["xaxis"] = axis(look, range=[0, 10], tickvals=[0, 10], ticktext=list(ticks))
    spec["yaxis"] = axis(look, range=[0, 1], tickvals=[], ticktext=[])
    spec["annotations"] = list(notes)
    return figure([], spec)


def words(said, x, **more):
    return note(said, color="#000000", size=13, **{**CORNER, "x": x, "xanchor": "left", **more})


def test_words_apart_are_no_fault():
    assert faults(page(words("one", 0.0), words("two", 0.5)), 400) == []


def test_words_over_each_other_and_over_the_edge_are_found():
    assert "over each other" in faults(page(words("one", 0.0), words("two", 0.02)), 400)[0]
    assert "cut" in faults(page(words("a long line", 0.9)), 400)[0]
    assert "cut" in faults(page(words("up", 0.5, yshift=120)), 400)[0]
    assert "cut" in faults(page(words("turned", 0.0, textangle=-90, xshift=-56)), 400)[0]


def test_ticks_count_as_words():
    assert faults(page(ticks=("0", "a long word beyond")), 400)
    assert faults(page(ticks=("a very long word here", "another one that is long")), 250)
