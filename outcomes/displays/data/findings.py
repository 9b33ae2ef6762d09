"""Every finding with its cell, the gravest first."""

from __future__ import annotations

from outcomes.displays.base.choice import Choice, Chosen, any_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Cells, Panel, Text
from outcomes.displays.base.words import Words
from outcomes.figures.base.table import Table
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.report import Issue
from outcomes.model.scene import Scene

SEVERITIES = ("error", "warning", "info")
ICONS = {"error": "✕", "warning": "⚠️", "info": "\N{INFORMATION SOURCE}\ufe0f"}
HEADS = ("severity", "place", "finding", "remedy", "effect", "rule")
MOST = 20  # places named of one finding


def asks_nothing(scene: Scene, chosen: Chosen) -> Questions:
    """Return no questions: the study itself is shown."""
    return {}


def about_nothing(scene: Scene, chosen: Chosen) -> Endpoint | None:
    """Return no endpoint."""
    return None


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return severities and sheets, each with how many findings it has."""
    if not scene.findings:
        return ()
    severities = [f.severity for f in scene.findings]
    sheets = [f.sheet for f in scene.findings]
    offered = [
        (s, f"{words.say(f'data.{s}')} · {severities.count(s)}")
        for s in SEVERITIES
        if s in severities
    ]
    where = [(s, f"{s} · {sheets.count(s)}") for s in dict.fromkeys(sheets)]
    return (
        any_of("severity", words.say("data.severity"), offered),
        any_of("sheet", words.say("data.sheet"), where),
    )


def draw(given: Given) -> Panel:
    """Draw the findings, narrowed by severity and sheet."""
    words, scene, chosen = given.words, given.scene, given.chosen
    if not scene.findings:
        return Panel((Text(words.say("data.clean"), "success"),))
    shown = [
        f
        for f in scene.findings
        if f.severity in (chosen["severity"] or SEVERITIES)
        and (not chosen["sheet"] or f.sheet in chosen["sheet"])
    ]
    rows = tuple(
        (f"{ICONS[f.severity]} {words.say(f'data.{f.severity}.one')}", places(f, words),
         words.told(f.message), words.told(f.remedy),
         words.say(f"data.effect.{f.effect or 'none'}"), f.rule)
        for f in shown
    )  # fmt: skip
    table = Table(tuple(words.say(f"data.{head}") for head in HEADS), rows)
    return Panel((Cells(table, long=True, file="findings", wide=(2, 3)),))


def places(finding: Issue, words: Words) -> str:
    """Return where a finding stands: its cell, or how many there are and the first of them."""
    cells = finding.cells
    if len(cells) < 2:
        return finding.address
    named = ", ".join([finding.address, *cells[1:MOST], *("…" for _ in cells[MOST : MOST + 1])])
    return words.say("data.cells", n=len(cells), cells=named)


FINDINGS = Display("data.findings", asks_nothing, draw, choices, about=about_nothing,
                   audience="patients")  # fmt: skip
