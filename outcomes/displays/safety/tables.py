"""The tables of safety: events by arm and grade with their differences, and what was given."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.figures.base.table import Table
from outcomes.figures.row_plot.adverse_event_rows import WHOLE, EventRow, event_rows, row_name
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_number, format_of, format_unit


def counts_table(
    words: Words, counts: Result, differences: Result | None, arms: tuple[str, ...]
) -> Table:
    """Return one row per event: n/N of each arm in any grade and grade 3 or more, differences."""
    heads = [words.say("column.ae")]
    for arm in arms:
        heads += [words.say(f"column.ae_{band}", arm=words.arm(arm)) for band in ("any", "severe")]
    if differences:
        heads += [words.say("column.ae_difference"), words.say("column.ae_difference_severe")]
    found = _by_row(differences, arms[-1]) if differences else {}
    rows = []
    for row in event_rows(counts)[0]:
        any_grade = row.band == "any"
        cells = [_indented(words, row)]
        for arm in arms:
            cells += [_share(row.of(arm)), _share(row.of(arm, ">=3")) if any_grade else ""]
        if differences:
            severe = found.get(_key(row, ">=3")) if any_grade else None
            pair = (found.get(_key(row, row.band)), severe)
            cells += [words.cell(e, "risk_difference") for e in pair]
        rows.append(tuple(cells))
    return Table(tuple(heads), tuple(rows))


def differences_of(
    words: Words, counts: Result, differences: Result, most: int | None, arm: str
) -> tuple[list[Estimate], list[str]]:
    """Return the differences to draw, in the order of the bars, and what each is about."""
    look, found = Look(words.language), _by_row(differences, arm)
    shown, names = [], []
    for row in event_rows(counts, most)[0]:
        pairs = [(row.band, row_name(row, look))]
        if row.name == WHOLE and row.band == "any":
            pairs.append((">=3", words.say("ae.severe_of", name=row_name(row, look))))
        for band, name in pairs:
            estimate = found.get(_key(row, band))
            if estimate is not None:
                shown.append(estimate)
                names.append(name)
    return shown, names


def _by_row(differences: Result, arm: str) -> dict[tuple[str, ...], Estimate]:
    return {e.covariates: e for e in differences.estimates if e.group == arm}


def _key(row: EventRow, band: str) -> tuple[str, ...]:
    more = next(iter(row.found.values())).covariates[2:]
    return (row.name, band, *more)


def _indented(words: Words, row: EventRow) -> str:
    name = row_name(row, Look(words.language))
    grouped = len(next(iter(row.found.values())).covariates) > 2
    return f"\u2003{name}" if grouped and not row.bold and row.name != WHOLE else name


def _share(estimate: Estimate | None) -> str:
    return "" if estimate is None else format_of(estimate.n_events or 0, estimate.n or 0)


def exposure_table(words: Words, result: Result, kind: str) -> Table:
    """Return one row per measure and arm: median with quartiles and range, sessions, patients."""
    heads = ("column.exposure_measure", "column.arm", "column.exposure_summary",
             "column.exposure_n")  # fmt: skip
    return Table(tuple(map(words.say, heads)), tuple(_exposure_rows(words, result, kind)))


def _exposure_rows(words: Words, result: Result, kind: str) -> Iterator[tuple[str, ...]]:
    mine = [e for e in result.estimates if e.covariates[1] == kind]
    for covariates, group in dict.fromkeys((e.covariates, e.group) for e in mine):
        of = {e.quantity: e for e in mine if (e.covariates, e.group) == (covariates, group)}
        name = _measure_name(words, of["median"])
        yield name, words.arm(group), _spread(of), _counted(of["median"])
        if near := of.get("near_target"):
            at = format_number(near.at or 0.0, 1)
            said = words.say("safety.near", measure=name.split(",")[0], target=at)
            share = "–"
            if near.value is not None:
                share = format_of(round(near.value * (near.n or 0)), near.n or 0)
            yield said, words.arm(group), share, _counted(near)


def _measure_name(words: Words, estimate: Estimate) -> str:
    """Return what was measured, with its unit."""
    name, kind, *drug = estimate.covariates
    said = words.say(f"exposure.{name}", drug=" ".join(drug) or kind)
    return f"{said}, {format_unit(estimate.unit)}" if estimate.unit else said


def _spread(of: dict[str, Estimate]) -> str:
    """Return median, quartiles and range; a published result has no range."""
    values = {q: of[q].value for q in ("median", "q1", "q3", "minimum", "maximum") if q in of}
    if any(value is None for value in values.values()):
        return "–"
    decimals = 0 if all(float(v or 0).is_integer() for v in values.values()) else 1
    median, q1, q3, *range_ = (format_number(v or 0, decimals) for v in values.values())
    return f"{median} ({q1}–{q3})" + (f", {range_[0]}–{range_[1]}" if range_ else "")


def _counted(estimate: Estimate) -> str:
    if estimate.covariates[0] == "sessions":
        return f"– ({estimate.n})"
    return f"{estimate.n} ({estimate.n_events})"
