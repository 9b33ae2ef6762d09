"""Whether p-values are shown."""

from types import SimpleNamespace

import pytest

from components.answer import wall


@pytest.mark.parametrize(
    ("tests", "exploratory", "p_values"),
    [(False, True, False), (False, False, True), (True, False, True), (True, True, "asked for")],
)
def test_what_holds_tests_asks_for_them_and_an_exploration_has_none(
    tests, exploratory, p_values, monkeypatch
):
    monkeypatch.setattr(wall, "choose_switch", lambda label, key: "asked for")
    monkeypatch.setattr(wall, "later", lambda draw: None)
    scene = SimpleNamespace(other_set=False)
    view = SimpleNamespace(exploratory=exploratory, scene=scene, say=lambda key: key)
    assert wall.choose_p_values(view, tests=tests) == p_values
