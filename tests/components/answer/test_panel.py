"""What stands on the page of a panel, and what may leave it."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from components.answer import panel
from components.answer import shown as values
from components.answer.shown import Answer, Shown
from outcomes.displays.base.display import Display, Given
from outcomes.displays.base.panel import Folded, Panel, Picture, Text
from outcomes.results.result import Result

DISPLAY = Display("toy.open", dict, lambda given: PANEL)
SEEN, QUIET = Result("cox"), Result("flow")
FIGURE, LIGHT = "the figure", "the same on white"
PICTURE = Picture("curve", FIGURE, "alt", (SEEN,), "Two *arms*")
PANEL = Panel((PICTURE,), quiet=("flow",), file="curve", method="how")


class View:
    """A view that says which script it was asked for."""

    scene, words = SimpleNamespace(published=()), "words"

    def script(self, name, asked):
        return name, asked


@pytest.fixture
def page(monkeypatch):
    """Return what was shown, by its place; what is marked for a file says so."""
    done = {}

    def put(name):
        monkeypatch.setattr(
            panel, name, lambda *given, **more: done.setdefault(name, (given, more))
        )

    for name in ("show_notes", "show_csv", "show_files", "show_collect", "show_method"):
        put(name)
    for module in (panel, values):
        monkeypatch.setattr(module, "for_export", lambda view, results, p_values: [
            (one.analysis, p_values) for one in results])  # fmt: skip
    monkeypatch.setattr(panel, "piece_of", lambda *given: given)
    monkeypatch.setattr(panel, "slide_of", lambda view, piece: piece)
    monkeypatch.setattr(panel, "methods_of", lambda *given: SimpleNamespace(text="methods"))
    monkeypatch.setattr(panel.chart, "page_width", lambda width: width)
    monkeypatch.setattr(panel.chart, "show_chart", lambda *given, **more: done.update(chart=more))
    monkeypatch.setattr(panel.st, "markdown", lambda words: done.setdefault("heading", words))
    light = Panel((Picture("curve", LIGHT, ""),))
    monkeypatch.setattr(Shown, "light", lambda shown: light)
    return done


def shown(answers, column=""):
    return Shown(View(), DISPLAY, Given(View.scene, {}, answers, None, False), {}, column)


def test_a_panel_has_a_heading_a_figure_notes_and_files(page):
    panel.show_panel(shown({"cox": SEEN, "flow": QUIET}, "beside."), PANEL)
    assert page["heading"] == r"**Two \*arms\***"
    assert page["chart"]["key"] == "beside.curve"
    assert page["show_notes"][0][1] == [SEEN]  # of what is not quiet
    (_, name, rows), _ = page["show_csv"]
    assert (name, rows()) == ("beside.curve", [("cox", False), ("flow", False)])


def test_a_picture_leaves_light_with_its_results_as_they_may(page):
    panel.show_panel(shown({"cox": SEEN}), PANEL)
    (_, picture, figure, rows, slide), more = page["show_files"]
    assert (picture, figure(), rows(), more["key"]) == (PICTURE, LIGHT, [("cox", False)], "")
    assert slide() == page["show_collect"][0][1] == (DISPLAY, "curve", View.scene, {})


def test_without_a_heading_a_file_or_a_method_there_is_none(page):
    panel.show_panel(shown({}), Panel((Picture("curve", FIGURE, "alt"),)))
    assert not {"heading", "show_csv", "show_method"} & set(page)


@pytest.mark.parametrize(
    ("answers", "paper"), [({"cox": SEEN}, "methods"), ({"patients": ["single"]}, "")]
)
def test_what_is_counted_has_a_paragraph_for_a_paper(answers, paper, page):
    panel.show_panel(shown(answers), PANEL)
    (_, method, details, script), more = page["show_method"]
    assert (method, details, more["paper"]) == ("how", PANEL.details, paper)
    assert script == ("toy.open", [])


def test_where_nothing_is_drawn_its_words_stand_there(page, monkeypatch):
    said = []
    monkeypatch.setattr(panel.st, "info", lambda words, icon: said.append(words))
    panel.show_blocks([Picture("curve", None, "nobody")], shown({}))
    assert said == ["nobody"]
    assert page == {}


@pytest.mark.parametrize("opened", [True, False])
def test_folded_blocks_are_open_where_they_are_meant_to_be(opened, page, monkeypatch):
    found = []

    def expander(title, expanded):
        found.append((title, expanded))
        return nullcontext()

    monkeypatch.setattr(panel.st, "expander", expander)
    monkeypatch.setitem(panel._TEXTS, "line", found.append)
    panel.show_blocks([Folded("more", (Text("inside"),), opened)], shown({}))
    assert found == [("more", opened), "inside"]


def test_each_of_two_cohorts_has_a_column_that_says_whose_it_is(monkeypatch):
    done = []
    monkeypatch.setattr(panel, "show_who", done.append)
    monkeypatch.setattr(panel, "show_panel", lambda shown, panel: done.append(panel))
    held, seen = (Shown(name, DISPLAY, None, {}) for name in ("held", "seen"))
    panel.show_answer(Answer((seen,), ("alone",)))
    panel.show_answer(Answer((held, seen), ("one", "two")))
    assert done == ["alone", "held", "one", "seen", "two"]
