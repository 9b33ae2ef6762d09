"""The tables of ascites response: rates by every rule, what they are made of, comparisons."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.displays.base.compared import comparisons
from outcomes.displays.base.display import Given
from outcomes.displays.base.panel import Block
from outcomes.displays.base.words import Words
from outcomes.figures.base.table import Table
from outcomes.model.further import DENOMINATORS
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_of

RATES = ("response", "control")
OUTCOMES = ("CR", "PR", "SD", "PD", "drained", "died", "NE", "not_yet", "untreated")


def rates_table(given: Given) -> Table:
    """Return each rate under both rules for missing and both denominators."""
    words, scene = given.words, given.scene
    arms = [arm.id for arm in scene.spec.compared_arms] if scene.compares else []
    reference = scene.spec.reference.id if scene.spec.reference else ""
    heads = [words.say("ascites.column.rate"), *words.labels.values()]
    heads += [
        words.say("ascites.column.difference", arms=words.pair(arm, reference)) for arm in arms
    ]
    rows = (row for of in RATES for row in _rate_rows(given, of, arms))
    return Table(tuple(heads), tuple(rows))


def _rate_rows(given: Given, of: str, arms: list[str]) -> Iterator[tuple[str, ...]]:
    words = given.words
    other = next(d for d in DENOMINATORS if d != given.chosen["asc_of"])
    elsewhere = words.say(f"ascites.denominator.{other}")
    variants = (
        (words.say("ascites.row.failure"), of),
        (words.say("ascites.row.exclude"), f"{of}_exclude"),
        (words.say("ascites.row.other", denominator=elsewhere), f"{of}_other"),
    )
    for how, name in variants:
        said = words.say("ascites.row.named", rate=words.say(f"ascites.short.{of}"), how=how)
        cells = [_share(words, given[name], group) for group in words.labels]
        if arms:
            found = given[f"{name}_difference"]
            cells += [_difference(words, found, arm) for arm in arms]
        yield (said, *cells)


def _share(words: Words, result: Result, group: str) -> str:
    if result.awaited:
        return words.awaited
    found = (e for e in result.all("proportion") if e.group == group and not e.method)
    e = next(found, None)
    if e is None or not e.n:
        return "0/0"
    return f"{e.n_events}/{e.n} · {words.cell(e, 'proportion')}"


def _difference(words: Words, result: Result, arm: str) -> str:
    return words.cell(result.pick("risk_difference", arm), "risk_difference")


def outcomes_table(words: Words, result: Result) -> Table:
    """Return how many had each outcome at the target visit, per arm."""
    rows = []
    for name in OUTCOMES:
        found = {e.group: e for e in result.all("n") if e.covariates == (name,)}
        rows.append((words.say(f"ascites.outcome.{name}"), *_cells(words, result, found)))
    held = {e.group: e for e in result.all("n_confirmed")}
    rows.append((words.say("ascites.outcome.confirmed"), *_cells(words, result, held)))
    return Table((words.say("ascites.column.outcome"), *words.labels.values()), tuple(rows))


def _cells(words: Words, result: Result, found: dict[str, Estimate]) -> Iterator[str]:
    """Yield a cell for each arm, also where a release keeps its number back."""
    none = "" if result.awaited else "–"
    for group in words.labels:
        e = found.get(group)
        yield none if e is None else format_of(e.value or 0, e.n or 0)


def compared(given: Given) -> list[Block]:
    """Return differences and ratios by every method, crude, stratified and adjusted, if any."""
    words = given.words
    crude = given[f"{given.chosen['asc_rate']}_difference"]
    further = [name for name in given.answers if name.startswith("compared_")]
    named = [
        (_comparison(words, e), e)
        for result in (crude, *(given[name] for name in further))
        for e in result.estimates
        if e.quantity in ("risk_difference", "risk_ratio", "odds_ratio")
        and e.value is not None
        and not e.made_by("sensitivity")
    ]
    rate = words.say(f"ascites.short.{given.chosen['asc_rate']}")
    awaited = crude.awaited or given.awaits(*further)
    if not named and not awaited:
        return []
    return [comparisons(words, named, p_values=given.p_values, about=rate, awaited=awaited)]


def _comparison(words: Words, e: Estimate) -> str:
    how, by = words.note(e.method), words.covariates(e.covariates)
    if by and by not in how:
        how = words.say("ascites.stratified_by", how=how, by=by)
    return f"{words.say(f'ascites.row.{e.quantity}')} · {how}"
