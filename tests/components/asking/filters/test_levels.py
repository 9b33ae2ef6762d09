"""Levels as one element: what was clicked is checked, kept in the link, and counted."""

import pytest

from components.asking.filters import levels
from tests.apps import AppTest
from tests.serving import ROOT

KEY, STAGE, SEX = "levels.f.stage", "f.stage", "f.sex"


@pytest.fixture
def heard(monkeypatch):
    """What the browser sends, in; what is then kept, out."""

    def hear(asked):
        state = {KEY: type("State", (), {"asked": asked}), STAGE: ["I"], SEX: []}
        monkeypatch.setattr(levels.st, "session_state", state)
        levels._hear(KEY, [STAGE, SEX])
        return state[STAGE], state[SEX], state.get(f"{KEY}.turn", 0)

    return hear


def test_a_click_says_what_is_chosen_everywhere(heard):
    asked = {"turn": 3, "chosen": {STAGE: ["I", "II"], SEX: ["F"]}}
    assert heard(asked) == (["I", "II"], ["F"], 3)


@pytest.mark.parametrize(
    "forged",
    [
        None,
        "x",
        [],
        {"turn": "1", "chosen": {STAGE: []}},
        {"turn": 1},
        {"turn": 1, "chosen": [STAGE]},
    ],
)
def test_what_no_click_can_have_sent_changes_nothing(heard, forged):
    assert heard(forged) == (["I"], [], 0)


def test_only_what_was_asked_is_kept_and_only_words(heard):
    asked = {"turn": 1, "chosen": {"study": ["other"], STAGE: [1, "II"], SEX: "F"}}
    assert heard(asked) == (["II"], [], 1)


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
