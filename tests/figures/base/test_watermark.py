"""The watermark: on screen nearly unseen, in files behind everything."""

from outcomes.export.drawing.page import page_of
from outcomes.figures.base.look import Look
from outcomes.figures.base.style import explanation, figure, layout
from outcomes.figures.base.watermark import WATERMARK, watermarked

LOOK = Look()
SPEC = layout(LOOK, height=300, margin=(10, 10, 10, 10)) | {
    "xaxis": {"range": [0, 1]}, "yaxis": {"range": [0, 1]}, "annotations": [],
}  # fmt: skip
LINE = {"type": "scatter", "mode": "lines", "x": [0.0, 1.0], "y": [0.0, 1.0],
        "line": {"color": "#000000", "width": 2}}  # fmt: skip


def test_a_figure_gets_its_words_once_and_keeps_its_own():
    own = {"text": "own", "showarrow": False, "x": 0.5, "y": 0.5}
    drawn = watermarked(figure([LINE], SPEC | {"annotations": [own]}), "Release 1a2b", LOOK)
    notes = drawn.to_plotly_json()["layout"]["annotations"]
    assert [note["text"] for note in notes] == ["own", "Release 1a2b"]
    assert notes[1]["name"] == WATERMARK


def test_it_is_painted_first():
    page = page_of(watermarked(figure([LINE], SPEC), "Release 1a2b", LOOK), 900)
    assert page.marks[0].runs[0].words == "Release 1a2b"


def test_a_figure_that_only_says_why_it_is_empty_has_none():
    empty = explanation("Nobody", LOOK)
    assert watermarked(empty, "Release 1a2b", LOOK) is empty


def test_it_is_as_large_as_the_page_allows_and_24_pixels_at_most():
    def mark(words, height=300, width=900):
        spec = SPEC | {"height": height}
        drawn = watermarked(figure([LINE], spec), words, Look(width=width))
        return drawn.layout.annotations[-1]

    assert mark("ab").font.size == 24
    assert mark("ab", height=60).font.size == 12  # a fifth
    # 50 letters are 31 em wide and 1 high: 7 tenths of 900 px hold 20.3 of them.
    assert mark("a" * 50).font.size == 20.3
    assert mark("a" * 50, width=450).font.size == 10.2
    assert (mark("ab").textangle, mark("ab").opacity) == (-14, 0.55)
    assert (mark("ab").x, mark("ab").y, mark("ab").xref) == (0.5, 0.5, "paper")
