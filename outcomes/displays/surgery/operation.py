"""Why patients were not resected, and what the resections found and cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from outcomes.displays.base.choice import Chosen
from outcomes.displays.base.display import Display, Given, Questions, without_sheet
from outcomes.displays.base.panel import Beside, Block, Cells, Panel, Picture, Text
from outcomes.displays.base.words import Words
from outcomes.displays.surgery.steps import rate_of
from outcomes.figures.base.table import Table
from outcomes.figures.row_plot.ladder_steps import ShareRow, shares_by_arm_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_of

LEVELS = ("r_status", "cc_score", "trg", "clavien_dindo")
SINGLE = ("major", "death_30", "death_90")
HALF_PAGE = 395  # pixels of the figure beside the tables on a usual page


no_sheet = partial(without_sheet, sheet="surgery", purpose="conversion.purpose.operation")


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: what was found at resections, and why there was none."""
    asked = {"operations": request("surgery.outcomes:operation_outcomes")}
    if scene.surgery != "radical":
        asked["not_resected"] = request("surgery.outcomes:not_resected")
    return asked


def draw(given: Given) -> Panel:
    """Draw the reasons beside a description of the resections."""
    words = given.words
    resections = tuple(_resections(words, given["operations"]))
    details = words.say("conversion.operations.details")
    if "not_resected" not in given.answers:
        first = Text(words.say("conversion.no_conversion"), "info")
        return Panel((first, *resections), words.say("conversion.operations.method"), details)
    reasons = (_reasons(given), Text(words.say("conversion.reasons.method"), "caption"))
    blocks = (Beside((reasons, resections), (5, 6)),)
    return Panel(blocks, words.say("conversion.operations.method"), details)


def _reasons(given: Given) -> Picture:
    """Return why patients were not resected, as shares of all patients of their arm."""
    words, result, look = given.words, given["not_resected"], given.wide(HALF_PAGE)
    mine = [e for e in result.all("proportion") if e.group in words.labels]
    reasons = dict.fromkeys(e.covariates[0] for e in mine)
    rows = [_reason(words, mine, reason) for reason in reasons]
    figure = shares_by_arm_figure(rows, look, whole=False)
    said = [f"{row.name}: {_counts(words, row.shares)}" for row in rows]
    alt = words.say("list.comma").join(said) or words.say("conversion.nobody")
    return Picture("not-resected", figure, alt, (result,), words.say("conversion.reasons"))


def _reason(words: Words, shares: list[Estimate], reason: str) -> ShareRow:
    mine = (e for e in shares if e.covariates == (reason,))
    # A description: intervals stand in the CSV.
    shown = tuple(replace(e, interval=None) for e in mine)
    return ShareRow(words.say(f"conversion.reason.{reason}"), shown)


def _counts(words: Words, shares: tuple[Estimate, ...]) -> str:
    return " / ".join(f"{e.n_events}/{e.n} {words.arm(e.group)}" for e in shares)


def _resections(words: Words, result: Result) -> Iterator[Block]:
    """Yield R status, cytoreduction, regression, complications and early deaths by arm."""
    title = words.say("conversion.operations")
    if not result.estimates:
        yield Text(title, "heading")
        yield Text(words.say("conversion.nobody"), "info")
        return
    groups = dict(words.labels)
    if len(groups) > 1:
        groups["all"] = words.say("group.all")
    rows = [_row(words, result, item, list(groups)) for item in SINGLE]
    rows += [_levels(words, result, item, list(groups)) for item in LEVELS]
    heads = (words.say("column.characteristic"), *groups.values())
    yield Cells(Table(heads, tuple(row for row in rows if any(row[1:]))), title)


def _levels(words: Words, result: Result, item: str, groups: list[str]) -> tuple[str, ...]:
    """Return one row per item: the counts of its levels, which saves a screen of rows."""
    found = [e for e in result.all("proportion") if e.covariates[:1] == (item,)]
    levels = list(dict.fromkeys(e.covariates[1] for e in found))
    if not levels:
        return ("",)
    cells = []
    for group in groups:
        mine = {e.covariates[1]: e for e in found if e.group == group}
        counts = " / ".join(f"{mine[level].n_events}" for level in levels)
        said = words.say("conversion.counts", counts=counts, n=mine[levels[0]].n or 0)
        cells.append(said + _blank(words, result, item, group))
    return (f"{words.say(f'conversion.item.{item}')} {' / '.join(levels)}", *cells)


def _row(words: Words, result: Result, item: str, groups: list[str]) -> tuple[str, ...]:
    """Return n/N (%) per group."""
    cells = []
    for group in groups:
        found = (e for e in result.all("proportion") if (e.group, e.covariates) == (group, (item,)))
        e = next(found, None)
        cell = format_of(e.n_events or 0, e.n or 0) if e else ""
        cells.append(cell + _blank(words, result, item, group) if cell else "")
    return (words.say(f"conversion.item.{item}"), *cells)


def _blank(words: Words, result: Result, item: str, group: str) -> str:
    """Return how many have no value, or nothing where everybody has one."""
    found = result.all("n_missing")
    n = next((e.value or 0 for e in found if (e.group, e.covariates) == (group, (item,))), 0)
    return f"; {words.say('conversion.missing', n=f'{n:.0f}')}" if n else ""


OPERATION = Display("surgery.operation", ask, draw, offered=no_sheet, about=rate_of)
