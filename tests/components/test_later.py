"""The answer first: what waits is drawn after it, in its order, in its place, and always."""

from contextlib import contextmanager

import pytest

from components.later import answer_first, around_the_answer, draw_all, gathered, later


class Page:
    """A page that notes what is drawn on it, and where."""

    def __init__(self):
        self.drawn = []

    def draw(self, what):
        return lambda: self.drawn.append(what)

    @contextmanager
    def place(self):
        self.drawn.append("(")
        yield
        self.drawn.append(")")


@pytest.fixture
def page():
    return Page()


def run(page, *, again, fails=None):
    with answer_first(again):
        with around_the_answer(page.place):
            later(page.draw("first"))
            later(page.draw("second"))
        page.draw("answer")()
        with around_the_answer():
            later(page.draw("below"))
        if fails:
            raise fails


def test_on_a_page_that_stands_the_answer_comes_first(page):
    run(page, again=True)
    assert page.drawn == ["answer", "(", "first", "second", ")", "below"]


def test_on_a_page_that_does_not_stand_all_comes_in_reading_order(page):
    run(page, again=False)
    assert page.drawn == ["(", "first", "second", ")", "answer", "below"]


def test_outside_of_a_run_nothing_waits(page):
    later(page.draw("at once"))
    with around_the_answer(page.place):
        later(page.draw("inside"))
    assert page.drawn == ["at once", "(", "inside", ")"]


def test_what_stands_around_an_answer_that_failed_is_there_to_go_on_with(page):
    with pytest.raises(ValueError, match="failed"):
        run(page, again=True, fails=ValueError("failed"))
    assert page.drawn == ["answer", "(", "first", "second", ")", "below"]


def test_a_run_that_is_stopped_draws_no_more(page):
    class Stopped(BaseException):  # as Streamlit stops one for the next
        pass

    with pytest.raises(Stopped):
        run(page, again=True, fails=Stopped())
    assert page.drawn == ["answer"]


def test_what_waits_may_ask_for_more_at_once(page):
    def more():
        with around_the_answer(page.place):
            later(page.draw("inner"))

    with answer_first(True):
        with around_the_answer():
            later(more)
        page.draw("answer")()
    assert page.drawn == ["answer", "(", "inner", ")"]


def test_what_is_gathered_is_drawn_by_whoever_makes_its_place(page):
    with answer_first(True):
        with gathered() as widgets:
            later(page.draw("widget"))
        page.draw("answer")()
        draw_all(widgets)
    assert page.drawn == ["answer", "widget"]
