"""CONSORT 2025: its items, and where in a document they are reported."""

from __future__ import annotations

from collections.abc import Mapping

from outcomes.displays.base.words import Words
from outcomes.figures.base.table import Table

ITEMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("1a", ()), ("1b", ()), ("2", ()), ("3", ()), ("4", ()), ("5a", ()), ("5b", ()), ("6", ()),
    ("7", ()), ("8", ()), ("9", ()), ("10", ("data.registered",)), ("11", ()), ("12a", ()),
    ("12b", ()), ("13", ()), ("14", ("data.registered",)), ("15", ("safety.events",)),
    ("16a", ()), ("16b", ()), ("17a", ()), ("17b", ()), ("18", ()), ("19", ()), ("20a", ()),
    ("20b", ()), ("21a", ("survival.curves",)), ("21b", ("conduct.flow",)),
    ("21c", ("survival.curves", "adjusted.models")),
    ("21d", ("subgroups.forest", "adjusted.rungs", "adjusted.robustness")),
    ("22a", ("conduct.flow",)), ("22b", ("conduct.flow", "survival.follow")),
    ("23a", ("conduct.accrual", "conduct.follow_up")), ("23b", ()),
    ("24a", ("safety.exposure", "surgery.ladder")), ("24b", ()),
    ("25", ("conduct.baseline",)),
    ("26", ("survival.curves", "ascites.response", "recurrence.response", "surgery.ladder")),
    ("27", ("safety.events", "safety.window")),
    ("28", ("subgroups.forest", "subgroups.along", "adjusted.rungs", "adjusted.robustness")),
    ("29", ()), ("30", ()),
)  # fmt: skip
"""Each item with the displays that report it; none: it is in the protocol or the paper."""


def checklist(words: Words, shown: Mapping[str, str]) -> Table:
    """Return every item with its place.

    Parameters
    ----------
    words
        The study in a language.
    shown
        Numbers of sections by the id of their display.
    """
    rows = tuple((item, words.say(f"consort.{item}"), _place(words, item, held, shown))
                 for item, held in ITEMS)  # fmt: skip
    heads = ("item", "what", "where")
    return Table(tuple(words.say(f"report.consort.{head}") for head in heads), rows)


def _place(words: Words, item: str, held: tuple[str, ...], shown: Mapping[str, str]) -> str:
    if item == "30":
        return words.say("report.consort.limits")
    numbers = [shown[name] for name in held if name in shown]
    if numbers:
        return words.say("report.consort.section", numbers=", ".join(numbers))
    return words.say("report.consort.left_out" if held else "report.consort.elsewhere")
