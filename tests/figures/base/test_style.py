"""What all figures are made of, by hand."""

import pytest

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import (
    axis,
    caption_lines,
    caption_size,
    explanation,
    figure,
    layout,
    note,
    tick_length,
)

PROJECTOR = Look(size="presentation")


def test_words_are_aligned_to_the_side_they_stand_at():
    sides = [
        note("x", color="#1", size=13, xanchor=a)["align"] for a in ("left", "right", "center")
    ]
    assert sides == ["left", "right", "center"]
    assert note("x", color="#1", size=13)["showarrow"] is False


def test_letters_of_ticks_captions_and_the_pointer():
    assert [tick_length(look) for look in (Look(), PROJECTOR)] == [5, 10]
    assert [caption_size(look) for look in (Look(), PROJECTOR)] == [11.5, 24]
    sizes = [
        layout(look, height=99.6, margin=(1.4, 2.6, 3, 4))["hoverlabel"]["font"]["size"]
        for look in (Look(), PROJECTOR)
    ]
    assert sizes == [12, 25]
    made = layout(Look(), height=99.6, margin=(1.4, 2.6, 3, 4))
    assert (made["height"], made["margin"]) == (100, {"l": 1, "r": 3, "t": 3, "b": 4, "pad": 0})
    assert made["showlegend"] is made["dragmode"] is False


def test_an_axis_has_a_grid_or_a_line_with_ticks():
    plain, grid = axis(Look()), axis(Look(), grid=True)
    assert (plain["showgrid"], plain["showline"], plain["ticks"]) == (False, True, "outside")
    assert (grid["showgrid"], grid["showline"], grid["ticks"]) == (True, False, "")
    assert plain["fixedrange"] is True
    assert plain["zeroline"] is plain["automargin"] is False
    assert plain["tickangle"] == 0


def test_lines_under_a_figure_are_a_line_and_a_half_apart():
    first, second = caption_lines(Look(), ["a", "", "<b>"], below=20, left=7)
    assert (first["xshift"], first["yshift"]) == (-7, -20)
    assert second["yshift"] == pytest.approx(-20 - 17.25)
    assert second["text"] == "&lt;b&gt;"
    assert (first["x"], first["y"], first["font"]["size"]) == (0, 0, 11.5)


def test_on_a_projector_no_line_but_the_grid_is_thin():
    def drawn(look):
        data = [{"type": "scatter", "line": {"width": w, "color": "#1"}} for w in (0, 1, 5)]
        shapes = [{"type": "line", "line": {"width": 1, "color": c}} for c in ("#1", look.grid)]
        made = figure(data, {"shapes": shapes}, look)
        return [t.line.width for t in made.data] + [s.line.width for s in made.layout.shapes]

    assert drawn(Look()) == [0, 1, 5, 1, 1]
    assert drawn(PROJECTOR) == [0, 3, 5, 3, 1]


def test_why_there_is_nothing_stands_in_the_middle_and_makes_its_own_room():
    short = explanation("nobody")
    assert short.layout.height == 140
    (said,) = short.layout.annotations
    assert (said.x, said.y, said.xref, said.yref, said.font.size) == (
        0.5,
        0.5,
        "paper",
        "paper",
        14,
    )
    assert short.layout.meta == {"empty": True}
    assert short.layout.xaxis.visible is False
    # Letters of 14 px are 8.68 px wide: of the 876 px of a page one word of 99 takes 859.
    long = explanation(" ".join(["a" * 99] * 8))
    (said,) = long.layout.annotations
    assert said.text.count("<br>") == 7
    assert long.layout.height == round(10 * 18.46)
    wide = explanation("a" * 51 + " " + "a" * 50)  # 876.7 px and a space
    assert "<br>" in wide.layout.annotations[0].text
    fits = explanation("a" * 50 + " " + "a" * 50)
    assert "<br>" not in fits.layout.annotations[0].text
