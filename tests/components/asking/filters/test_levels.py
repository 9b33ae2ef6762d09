"""Levels as one element: what was clicked is checked, kept in the link, and counted."""

from types import SimpleNamespace

import pytest

from components.asking.filters import levels
from components.link import Link
from tests.apps import AppTest
from tests.serving import ROOT

KEY, STAGE, SEX = "levels.f.stage", "f.stage", "f.sex"


@pytest.fixture
def link():
    return Link("", {STAGE: ("III",)}, following=True)


@pytest.fixture
def heard(monkeypatch, link):
    """What the browser sends, in; what is then kept, out."""

    def hear(asked, before=0):
        state = {KEY: SimpleNamespace(asked=asked), STAGE: ["I"], SEX: [], f"{KEY}.turn": before}
        monkeypatch.setattr(levels.st, "session_state", state)
        monkeypatch.setattr(levels, "current_link", lambda: link)
        levels._hear(KEY, [STAGE, SEX])
        assert "study" not in state
        return state[STAGE], state[SEX], state[f"{KEY}.turn"]

    return hear


def test_clicks_are_done_to_what_is_chosen_by_now(heard):
    assert heard([[3, STAGE, "II", True], [4, SEX, "F", True]]) == (["I", "II"], ["F"], 4)
    assert heard([[3, STAGE, "I", False]]) == ([], [], 3)
    assert heard([[3, STAGE, "I", True]]) == (["I"], [], 3)


def test_a_click_that_was_heard_is_not_done_again(heard):
    said = [[1, STAGE, "I", False], [2, SEX, "F", True]]
    assert heard(said, before=1) == (["I"], ["F"], 2)
    assert heard(said, before=2) == (["I"], [], 2)


def test_a_click_amid_a_way_back_is_not_undone_by_where_that_leads(heard, link):
    assert link.take(STAGE) == ("III",)
    heard([[1, STAGE, "II", True]])
    assert link.take(STAGE) is None


@pytest.mark.parametrize(
    "forged",
    [
        None,
        "x",
        [],
        {"turn": 1},
        ["x", 1],
        [[1, STAGE, "II"]],
        [["1", STAGE, "II", True]],
        [[True, STAGE, "II", True]],
        [[1, [STAGE], "II", True]],
        [[1, STAGE, 1, True]],
        [[1, STAGE, "II", 5]],
        [[1, "study", "other", True]],
    ],
)
def test_what_no_click_can_have_sent_changes_nothing(heard, forged):
    assert heard(forged) == (["I"], [], 0)


@pytest.fixture
def app():
    made = AppTest.from_file(str(ROOT / "components" / "shell.py"), default_timeout=60)
    made.query_params["study"] = "hipec-sox-demo"
    made.query_params["f.ascites_category"] = ["massive", "moderate", "huge"]
    made.run()
    assert not made.exception
    return made


def test_a_link_chooses_in_the_order_of_the_levels_and_drops_what_there_is_not(app):
    assert app.session_state["f.ascites_category"] == ["moderate", "massive"]
    assert app.query_params["f.ascites_category"] == ["moderate", "massive"]
    app.session_state["f.ascites_category"] = ["none", "nobody"]
    app.run()
    assert app.query_params["f.ascites_category"] in ("none", ["none"])
