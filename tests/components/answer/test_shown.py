"""A display as it stands on the page, and what leaves."""

from types import SimpleNamespace

from components.answer import shown
from components.answer.shown import Shown
from outcomes.displays.base.display import Display, Given, Look
from outcomes.results.note import Note
from outcomes.results.result import Result

OPEN = Display("toy.open", dict, dict)


def test_a_file_is_light_and_as_wide_as_a_file_and_has_its_stamp(monkeypatch):
    monkeypatch.setattr(shown, "stamped", lambda panel, stamp, look: (panel, stamp, look.theme))
    view = SimpleNamespace(stamp="draft")
    display = SimpleNamespace(draw=lambda given: given.look.width)
    seen = Shown(view, display, Given("scene", {}, {}, Look("en", "dark", width=300)), {})
    assert seen.draw(seen.given.look) == (300, "draft", "dark")
    assert seen.light() == (shown.PAGE, "draft", "light")


def test_only_what_is_counted_leaves_the_page_and_as_it_may(monkeypatch):
    result = Result("how", "os")
    marked = Result("how", "os", notes=(Note("exploratory"),))
    monkeypatch.setattr(shown, "for_export", lambda view, found, p_values: [
        marked for one in found if one is result and not p_values])  # fmt: skip
    questions = {"patients": "who?", "counted": "how many?"}
    answers = {"patients": ["single"], "counted": result}
    given = Given("scene", {}, answers, None, False)
    assert Shown("view", OPEN, given, questions).asked() == [("how many?", marked)]
