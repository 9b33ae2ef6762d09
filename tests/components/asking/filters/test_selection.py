"""The way back from filters."""

import pytest

from components.asking.filters import selection
from components.link import Link

SEX, AGE = "f.sex", "f.age"


@pytest.fixture
def link(monkeypatch):
    """Return the link of a session in which the sex was chosen, and then the age."""
    link = Link("", {}, selection={SEX: ("F",), AGE: ("40", "60")}, past=[{}, {SEX: ("F",)}])
    monkeypatch.setattr(selection, "current_link", lambda: link)
    monkeypatch.setattr(selection.st, "session_state", {SEX: ["F"], AGE: (40.0, 60.0)})
    return link


def test_each_step_back_is_to_the_filters_before(link):
    selection._back()
    assert selection.st.session_state == {SEX: ["F"], AGE: []}
    assert (link.selection, link.past) == ({SEX: ("F",)}, [{}])


def test_clicks_that_cross_the_answer_to_the_last_step_back_do_nothing(link):
    for _ in range(4):
        selection._back()
    assert selection.st.session_state == {SEX: [], AGE: []}
    assert (link.selection, link.past) == ({}, [])
