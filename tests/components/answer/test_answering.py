"""A display answered: for one cohort on all of the page, for two on half of it each."""

import json
from types import SimpleNamespace

import pytest

from components import cache, computed
from components.answer import answering, progress, shown
from outcomes.displays.base.display import Display
from outcomes.displays.base.panel import Panel, Picture
from outcomes.figures.base.style import Figure
from outcomes.intake.load import load_study
from tests.apps import AppTest
from tests.serving import ROOT

OPEN = Display("toy.open", lambda scene, chosen: {}, dict)


class Drawn:
    """A view of so many years; they make the axis of what is drawn of it."""

    caption = staticmethod(lambda endpoint: ())
    theme, language = "light", "en"

    def __init__(self, name, years, exploratory=False, has=True):
        self.name, self.years, self.exploratory = name, years, exploratory
        self.scene = SimpleNamespace(n=5, years=years)
        self.words = SimpleNamespace(labels=None, names=None)
        self.stamp = None
        self._has = has

    def within(self, population):
        return self

    def has(self, display):
        return self._has


def drawing(display, given):
    layout = {"xaxis": {"range": [0, given.scene.years]}, "width": given.look.width}
    return Panel((Picture("curve", Figure({"data": [], "layout": layout}), "alt"),))


@pytest.fixture
def beside(monkeypatch):
    """Return a function that answers for a view with another held beside."""
    monkeypatch.setattr(answering, "answered", lambda view, questions, told, paint: {"told": told})
    monkeypatch.setattr(shown, "stamped", lambda panel, stamp, look: panel)
    monkeypatch.setattr(answering.chart, "page_width", lambda width: width)
    monkeypatch.setattr(Display, "draw", drawing)

    def answer(view, held):
        monkeypatch.setattr(answering, "held_view", lambda view: held)
        return answering.answer(OPEN, view, {}, "as asked")

    return answer


@pytest.mark.parametrize(("held", "parts"), [(None, 1), (Drawn("held", 5), 0)])
def test_of_one_cohort_parts_are_shown_and_of_two_none(held, parts, beside, monkeypatch):
    painting = []

    def ask(view, questions, told, paint):
        painting.append(paint)
        return {}

    monkeypatch.setattr(answering, "answered", ask)
    beside(Drawn("seen", 3), held)
    assert len([paint for paint in painting if paint]) == parts


def layouts(answer):
    return [figure.spec["layout"] for panel in answer.panels for figure in panel.figures()]


def test_figures_are_ready_to_be_sent_and_on_the_axes_they_are_shown_on(beside):
    for held in (None, Drawn("held", 5)):
        answer = beside(Drawn("seen", 3), held)
        for figure in (f for panel in answer.panels for f in panel.figures()):
            assert "_json" in vars(figure)  # made already
            assert json.loads(figure.to_json())["layout"] == figure.spec["layout"]


def test_one_cohort_has_the_width_of_the_page(beside):
    answer = beside(Drawn("seen", 3), None)
    assert [one.view.name for one in answer.shown] == ["seen"]
    assert layouts(answer) == [{"xaxis": {"range": [0, 3]}, "width": answering.PAGE}]


def test_the_cohort_that_is_held_stands_first_on_half_the_page_and_on_the_same_axis(beside):
    answer = beside(Drawn("seen", 3), Drawn("held", 5, exploratory=True))
    assert [(one.view.name, one.column, one.given.p_values) for one in answer.shown] == [
        ("held", "beside.", False), ("seen", "", "as asked"),
    ]  # fmt: skip
    half = answering.PAGE / 2 - answering.GUTTER
    assert layouts(answer) == [{"xaxis": {"range": [0, 5]}, "width": half}] * 2


def test_what_the_held_cohort_has_not_stands_alone(beside):
    assert len(beside(Drawn("seen", 3), Drawn("held", 5, has=False)).shown) == 1


def test_what_was_published_is_the_same_for_both_and_stands_alone(beside, monkeypatch):
    monkeypatch.setattr(answering, "PUBLISHED", OPEN)
    assert len(beside(Drawn("seen", 3), Drawn("held", 5)).shown) == 1


def test_a_part_is_seen_before_the_rest_and_nothing_of_it_stays(monkeypatch):
    ask, paint, done = cache.answer, answering.so_far, []

    def counted(question, cohort):
        done.append("answer")
        return ask(question, cohort)

    def painting(display, given):
        done.append("part")
        return paint(display, given)

    def overview(*, long):
        """Return what was done on the way, and the elements of the page in the end."""
        done.clear()
        monkeypatch.setattr(Display, "takes_long", lambda display, n: long)
        app = AppTest.from_file(str(ROOT / "components" / "shell.py"), default_timeout=120)
        app.query_params["study"] = "hipec-sox-demo"
        app.run()
        assert not app.exception
        assert "Being computed" not in str(app)
        return list(done), [element.type for element in app.main if element.type != "empty"]

    monkeypatch.setattr(cache, "read_study", load_study)
    monkeypatch.setattr(computed, "answer", counted)
    monkeypatch.setattr(answering, "so_far", painting)
    monkeypatch.setattr(progress, "PART", 0.0)
    monkeypatch.setattr(progress, "SHARE", 0)
    quick, elements = overview(long=False)
    slow, in_the_end = overview(long=True)
    assert len(quick) > 10
    assert set(quick) == {"answer"}
    assert slow == ["answer", *["part", "answer"] * (len(quick) - 1)]
    assert in_the_end == elements
