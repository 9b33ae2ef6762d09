"""What was chosen is settled before it is asked for."""

import pytest

from components.asking import choice
from components.link import Link

AGE = "f.age"


@pytest.fixture
def settled(monkeypatch):
    """Settle a range between limits, and return it with what the link then holds of it."""
    state = {}
    link = Link("", {}, following=False)
    monkeypatch.setattr("components.link.st.session_state", state)
    monkeypatch.setattr(choice.st, "session_state", state)
    monkeypatch.setattr(choice, "current_link", lambda: link)

    def settle(low, high, chosen=None):
        link.next = {}
        if chosen is not None:
            state[AGE] = chosen
        return choice.settle_range(low, high, key=AGE), link.next.get(AGE, ())

    return settle


def test_the_whole_range_of_one_study_is_that_of_another(settled):
    assert settled(34.0, 79.0) == ((34.0, 79.0), ())
    assert settled(20.0, 90.0) == ((20.0, 90.0), ())
    assert settled(50.0, 60.0) == ((50.0, 60.0), ())


def test_what_was_chosen_stays_and_what_there_is_not_is_no_choice(settled):
    settled(34.0, 79.0)
    assert settled(34.0, 79.0, chosen=(40.0, 79.0)) == ((40.0, 79.0), ("40", "79"))
    assert settled(20.0, 90.0) == ((40.0, 79.0), ("40", "79"))
    assert settled(50.0, 60.0) == ((50.0, 60.0), ())
    assert settled(50.0, 60.0, chosen=[]) == ((50.0, 60.0), ())


@pytest.mark.parametrize(
    ("step", "pattern"), [(10.0, "%.0f"), (1.0, "%.0f"), (0.1, "%.1f"), (0.01, "%.2f")]
)
def test_numbers_are_printed_as_finely_as_they_can_be_chosen(step, pattern, settled, monkeypatch):
    shown = []
    monkeypatch.setattr(choice.st, "slider", lambda *_, format, **__: shown.append(format))
    choice.choose_range("Age", 0.0, 100.0, step, key=AGE)
    assert shown == [pattern]


UNIT = "unit"
WORDS = {"en": ("Weeks", "Months"), "zh": ("周", "月")}


@pytest.fixture
def asked(settled, monkeypatch):
    """Ask in a language for one of two, after a browser has said what; the state it leaves, too."""
    state = choice.st.session_state
    monkeypatch.setattr(choice.st, "selectbox", lambda *_, **__: None)

    def ask(language, said=None, *, drawn=True):
        names = dict(zip(("weeks", "months"), WORDS[language], strict=True))
        if said is not None:
            state[UNIT] = said
        if not drawn:
            monkeypatch.setattr(choice, "later", lambda _: None)
        return choice.choose_one("Unit", tuple(names), default="months", named=names.get, key=UNIT)

    return ask


def test_a_browser_that_shows_the_words_of_another_language_is_understood(asked):
    assert asked("en") == "months"
    assert asked("en", "weeks") == "weeks"
    assert asked("zh") == "weeks"
    assert asked("zh", "Weeks") == "weeks"  # said before it was shown in the other
    assert asked("zh", "Months") == "months"
    assert asked("en", "周") == "weeks"
    assert asked("en", "no option") == "months"


def test_an_option_is_set_anew_in_other_words_until_they_were_shown(asked, monkeypatch):
    class Kept(dict):
        def __setitem__(self, key, value):
            sets.append(key)
            super().__setitem__(key, value)

    sets, state = [], Kept(choice.st.session_state)
    monkeypatch.setattr("components.link.st.session_state", state)
    monkeypatch.setattr(choice.st, "session_state", state)
    for language, drawn, times in (("en", True, 1), ("en", True, 0), ("zh", True, 1)):
        sets.clear()
        asked(language, drawn=drawn)
        assert sets.count(UNIT) == times
    for _ in range(2):  # stopped for the next before it was drawn
        sets.clear()
        asked("en", drawn=False)
        assert sets.count(UNIT) == 1
