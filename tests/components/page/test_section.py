"""Which section of a tab is open."""

from dataclasses import replace

import pytest

from components.page import section
from tests.components.page.toy import HIDDEN, OPEN, TAB, Toy

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
