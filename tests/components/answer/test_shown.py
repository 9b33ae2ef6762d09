"""A display as it stands on the page: whether it answers what is chosen, and what leaves."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from components.answer import shown
from components.answer.shown import Answer, Shown
from outcomes.displays.base.display import Display, Given, Look
from outcomes.results.note import Note
from outcomes.results.result import Result

OPEN = Display("toy.open", dict, dict)


def answer_to(display, chosen, p_values):
    return Shown("view", display, Given("scene", chosen, {}, None, p_values), {})


@pytest.mark.parametrize(
    ("display", "chosen", "p_values", "same"),
    [
        (OPEN, {"endpoint": "os"}, True, True),
        (replace(OPEN), {"endpoint": "os"}, True, False),
        (OPEN, {"endpoint": "pfs"}, True, False),
        (OPEN, {}, True, False),
        (OPEN, {"endpoint": "os"}, False, False),
    ],
)
def test_an_answer_is_of_its_display_and_of_what_was_chosen(display, chosen, p_values, same):
    held = answer_to(OPEN, {"endpoint": "os"}, False)  # beside: it counts for nothing here
    answer = Answer((held, answer_to(OPEN, {"endpoint": "os"}, True)), ())
    assert answer.is_of(display, chosen, p_values) is same


def test_a_file_is_light_and_as_wide_as_a_file_and_has_its_stamp(monkeypatch):
    monkeypatch.setattr(shown, "stamped", lambda panel, stamp, look: (panel, stamp, look.theme))
    view = SimpleNamespace(stamp="draft")
    display = SimpleNamespace(draw=lambda given: given.look.width)
    seen = Shown(view, display, Given("scene", {}, {}, Look("en", "dark", width=300)), {})
    assert seen.draw(seen.given.look) == (300, "draft", "dark")
    assert seen.light() == (shown.WIDTH, "draft", "light")


def test_only_what_is_counted_leaves_the_page_and_as_it_may(monkeypatch):
    result = Result("how", "os")
    marked = Result("how", "os", notes=(Note("exploratory"),))
    monkeypatch.setattr(shown, "for_export", lambda view, found, p_values: [
        marked for one in found if one is result and not p_values])  # fmt: skip
    questions = {"patients": "who?", "counted": "how many?"}
    answers = {"patients": ["single"], "counted": result}
    given = Given("scene", {}, answers, None, False)
    assert Shown("view", OPEN, given, questions).asked() == [("how many?", marked)]
