"""What stands on the page of a panel, and what may leave it."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from components.page import show
from components.page.show import Shown
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
        monkeypatch.setattr(show, name, lambda *given, **more: done.setdefault(name, (given, more)))

    for name in ("show_notes", "show_csv", "show_files", "show_collect", "show_method"):
        put(name)
    monkeypatch.setattr(show, "for_export", lambda view, results, p_values: [
        (one.analysis, p_values) for one in results])  # fmt: skip
    monkeypatch.setattr(show, "piece_of", lambda *given: given)
    monkeypatch.setattr(show, "slide_of", lambda view, piece: piece)
    monkeypatch.setattr(show, "methods_of", lambda *given: SimpleNamespace(text="methods"))
    monkeypatch.setattr(show.chart, "page_width", lambda width: width)
    monkeypatch.setattr(show.chart, "show_chart", lambda *given, **more: done.update(chart=more))
    monkeypatch.setattr(show.st, "markdown", lambda words: done.setdefault("heading", words))
    light = Panel((Picture("curve", LIGHT, ""),))
    monkeypatch.setattr(Shown, "light", lambda shown: light)
    return done


def shown(answers, column=""):
    return Shown(View(), DISPLAY, Given(View.scene, {}, answers, None, False), {}, column)


def test_a_panel_has_a_heading_a_figure_notes_and_files(page):
    show.show_panel(shown({"cox": SEEN, "flow": QUIET}, "beside."), PANEL)
    assert page["heading"] == r"**Two \*arms\***"
    assert page["chart"]["key"] == "beside.curve"
    assert page["show_notes"][0][1] == [SEEN]  # of what is not quiet
    (_, name, rows), _ = page["show_csv"]
    assert (name, rows()) == ("beside.curve", [("cox", False), ("flow", False)])


def test_a_picture_leaves_light_with_its_results_as_they_may(page):
    show.show_panel(shown({"cox": SEEN}), PANEL)
    (_, picture, figure, rows, slide), more = page["show_files"]
    assert (picture, figure(), rows(), more["key"]) == (PICTURE, LIGHT, [("cox", False)], "")
    assert slide() == page["show_collect"][0][1] == (DISPLAY, "curve", View.scene, {})


def test_without_a_heading_a_file_or_a_method_there_is_none(page):
    show.show_panel(shown({}), Panel((Picture("curve", FIGURE, "alt"),)))
    assert not {"heading", "show_csv", "show_method"} & set(page)


@pytest.mark.parametrize(
    ("answers", "paper"), [({"cox": SEEN}, "methods"), ({"patients": ["single"]}, "")]
)
def test_what_is_counted_has_a_paragraph_for_a_paper(answers, paper, page):
    show.show_panel(shown(answers), PANEL)
    (_, method, details, script), more = page["show_method"]
    assert (method, details, more["paper"]) == ("how", PANEL.details, paper)
    assert script == ("toy.open", [])


def test_where_nothing_is_drawn_its_words_stand_there(page, monkeypatch):
    said = []
    monkeypatch.setattr(show.st, "info", lambda words, icon: said.append(words))
    show.show_blocks([Picture("curve", None, "nobody")], shown({}))
    assert said == ["nobody"]
    assert page == {}


@pytest.mark.parametrize("opened", [True, False])
def test_folded_blocks_are_open_where_they_are_meant_to_be(opened, page, monkeypatch):
    found = []

    def expander(title, expanded):
        found.append((title, expanded))
        return nullcontext()

    monkeypatch.setattr(show.st, "expander", expander)
    monkeypatch.setitem(show._TEXTS, "line", found.append)
    show.show_blocks([Folded("more", (Text("inside"),), opened)], shown({}))
    assert found == [("more", opened), "inside"]


@pytest.mark.parametrize("published", [(), ("a trial",)])
def test_what_was_published_is_offered_where_the_protocol_names_it(published, monkeypatch):
    done = []
    monkeypatch.setattr(show, "show_display", lambda *given, **fixed: done.append((given, fixed)))
    view = SimpleNamespace(scene=SimpleNamespace(published=published))
    show.show_published(view, SimpleNamespace(id="os"))
    assert done == [((show.PUBLISHED, view), {"endpoint": "os"})] * bool(published)
