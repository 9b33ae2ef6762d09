"""Which section of a tab is open; on a page that stands it is answered before the first element."""

from dataclasses import replace

import pytest

from components import cache
from components.answer import wall
from components.later import later
from components.page import section, status
from outcomes.displays.base.display import Display
from outcomes.intake.load import load_study
from tests.apps import AppTest
from tests.components.page.toy import HIDDEN, OPEN, TAB, Toy, answer_of
from tests.serving import ROOT


@pytest.fixture
def steps(monkeypatch):
    """Return what was done in a run, in its order."""
    done = []
    draw, show = Display.draw, status.show_status

    def drawing(display, given):
        done.append(display.id)
        return draw(display, given)

    def sending(view):
        done.append("status")
        show(view)

    monkeypatch.setattr(Display, "draw", drawing)
    monkeypatch.setattr(status, "show_status", sending)
    monkeypatch.setattr(cache, "read_study", load_study)
    return done


def test_on_a_page_that_stands_the_answer_is_drawn_once_before_anything_is_sent(steps):
    app = AppTest.from_file(str(ROOT / "components" / "shell.py"), default_timeout=60)
    app.query_params["study"] = "hipec-sox-demo"
    app.run()
    assert not app.exception
    assert steps == ["status", "conduct.overview"]
    steps.clear()
    app.run()
    assert not app.exception
    assert steps == ["conduct.overview", "status"]


def test_what_takes_long_says_so_first(steps, monkeypatch):
    monkeypatch.setattr(Display, "takes_long", lambda display, n: True)
    app = AppTest.from_file(str(ROOT / "components" / "shell.py"), default_timeout=60)
    app.query_params["study"] = "hipec-sox-demo"
    app.run()
    steps.clear()
    app.run()
    assert steps == ["status", "conduct.overview"]


@pytest.fixture
def asked(monkeypatch):
    """Return what was answered, where nothing else is done."""
    done = []

    def answer(*given):
        done.append(answer_of(*given))
        return done[-1]

    monkeypatch.setattr(section, "answer", answer)
    monkeypatch.setattr(section, "presenting", lambda: False)
    monkeypatch.setattr(section, "choose", lambda choice: choice.options[0][0])
    monkeypatch.setattr(section, "choose_all", lambda offered, fixed: {"arm": "sox"})
    return done


def test_the_open_section_is_answered_ahead_of_its_own_analysis_set(asked):
    ahead = section.answer_ahead(TAB, Toy())
    assert asked == [ahead]
    [shown] = ahead.shown
    assert shown.display is OPEN
    assert shown.view.population == "treated"
    assert (shown.given.chosen, shown.given.p_values) == ({"arm": "sox"}, True)


@pytest.mark.parametrize(
    ("display", "exploratory", "p_values"),
    [
        (OPEN, True, False),
        (OPEN, False, True),
        (replace(OPEN, tests=True), False, True),
        (replace(OPEN, tests=True), True, "asked for"),
    ],
)
def test_what_holds_tests_asks_for_them_and_an_exploration_has_none(
    display, exploratory, p_values, asked, monkeypatch
):
    monkeypatch.setattr(Toy, "exploratory", exploratory)
    monkeypatch.setattr(wall, "choose_switch", lambda label, key: "asked for")
    ahead = section.answer_ahead(replace(TAB, sections={"only": display}), Toy())
    assert ahead.shown[0].given.p_values == p_values


@pytest.mark.parametrize(
    ("tab", "view", "presents"),
    [
        (TAB, Toy(), True),
        (replace(TAB, offered=lambda scene, words: "no such tab"), Toy(), False),
        (replace(TAB, sections={}), Toy(), False),
        (replace(TAB, sections={"only": replace(OPEN, many=5)}), Toy(), False),
        (TAB, Toy(having=("all",)), False),
    ],
    ids=["on the projector", "a tab not offered", "no section", "takes long", "not of these"],
)
def test_nothing_is_answered_ahead(tab, view, presents, asked, monkeypatch):
    monkeypatch.setattr(section, "presenting", lambda: presents)
    assert section.answer_ahead(tab, view) is None
    assert asked == []


def test_what_asks_for_a_section_is_not_drawn_where_it_is_answered_ahead(asked, monkeypatch):
    drawn = []

    def choose(choice):
        later(lambda: drawn.append(choice.key))
        return "first"

    monkeypatch.setattr(section, "choose", choose)
    assert section.answer_ahead(TAB, Toy()) is asked[0]
    assert drawn == []
    assert section.choose_section(TAB, Toy()) == "first"
    assert drawn == ["section"]


NOT_OFFERED = replace(OPEN, offered=lambda scene, words: "no dose")


@pytest.mark.parametrize(
    ("first", "every", "asks", "opened"),
    [
        (OPEN, False, ["first", "second"], "first"),
        (NOT_OFFERED, True, ["first", "second"], "first"),
        (NOT_OFFERED, False, [], "second"),
        (HIDDEN, True, [], "second"),
    ],
)
def test_a_section_is_asked_for_where_there_are_two(first, every, asks, opened, monkeypatch):
    def choose(choice):
        codes.extend(code for code, _ in choice.options)
        return codes[0]

    codes = []
    monkeypatch.setattr(section, "choose", choose)
    tab = replace(TAB, sections={**TAB.sections, "first": first}, every=every)
    assert section.choose_section(tab, Toy()) == opened
    assert codes == asks
