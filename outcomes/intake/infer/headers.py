"""What a header nobody has listed means: by its words, and by what stands under it.

Only asked where there is no protocol. Every guess is said with its score, and stands in the
protocol that is inferred, where it can be corrected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from outcomes.dictionary import Column, bare, columns_of, find_column, fold_value
from outcomes.dictionary.concepts import concept_sets, concepts_of
from outcomes.intake.cells.cell import as_text, filled
from outcomes.intake.cells.days.dates import clean_date
from outcomes.intake.gate.raw import Raw, RawSheet
from outcomes.intake.infer.entries import in_order, is_scale
from outcomes.intake.infer.ready_made import Part, lone_times, parts_of
from outcomes.intake.layout import Layout
from outcomes.intake.sheets.protocol_columns import made
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told

SURE = 0.6
"""A score from which a header is read; below it, down to ``ASKED``, it is asked about."""
ASKED = 0.35
AHEAD = 0.1
"""How far the best meaning must be ahead of the next."""
MOST = 200
"""Cells of a column that are looked at."""
CONTEXT = frozenset({"patient", "enrollment", "previous"})
"""Concepts that say whose or when, and seldom what: *patient age*, 入组时年龄."""
_YESNO = frozenset("y n yes no true false 1 0 是 否 有 无".split())


class Guess(NamedTuple):
    """A header read as a column, and how sure that is (0 to 1)."""

    header: str
    letter: str
    column: str
    score: float


def with_guesses(layout: Layout, patients: RawSheet | None) -> Layout:
    """Return a layout that maps the unlisted headers of patients too, each guess an issue."""
    if patients is None:
        return layout
    sure, unsure = guesses(patients, taken=frozenset(layout.columns))
    parts = parts_of(patients, guessed=[g.column for g in sure])
    spoken = {p.header for p in parts}
    sure = [g for g in sure if g.header not in spoken]
    unsure = [g for g in unsure if g.header not in spoken]
    sure += [Guess(p.header, p.letter, p.column, 1.0) for p in parts if p.role != "time" or p.unit]
    columns = {f"patients.{g.column}": g.header for g in sure}
    issues = (
        *(_said(patients, g) for g in sure),
        *(_asked(patients, g) for g in unsure),
        *(_without_unit(patients, p) for p in parts if p.role == "time" and not p.unit),
        *(
            _without_event(patients, p)
            for p in lone_times(patients, [g.column for g in sure])
            if not _is_read(p.header, columns, layout)
        ),
    )
    return replace(
        layout,
        columns={**columns, **layout.columns},
        scores={f"patients.{g.column}": g.score for g in sure},
        blocks={**layout.blocks, "columns": columns},
        issues=(*layout.issues, *issues),
    )


def guesses(
    sheet: RawSheet, taken: frozenset[str] = frozenset()
) -> tuple[list[Guess], list[Guess]]:
    """Return what the unlisted headers of a sheet mean: the sure guesses, and those to ask about.

    Parameters
    ----------
    sheet
        Of patients, one row each.
    taken
        Canonical names that are mapped already, as ``patients.arm``.
    """
    listed = {c.name for h in sheet.header if h and (c := find_column("patients", h))}
    listed |= {name.partition(".")[2] for name in taken}
    scored: list[Guess] = []
    for position, header in enumerate(sheet.header):
        cells = [row[position] for row in sheet.rows if filled(row[position])][:MOST]
        known = find_column("patients", header) if header else None
        if not header or (known and not _contradicted(known, cells, len(sheet.rows))):
            continue
        ranked = sorted(_scores(header, cells, len(sheet.rows)), key=lambda pair: -pair[1])
        ranked = [pair for pair in ranked if pair[0] not in listed]
        if not ranked or ranked[0][1] < (SURE if known else ASKED):
            continue
        (name, score), *others = ranked
        apart = score - (others[0][1] if others else 0.0)
        scored.append(Guess(header, sheet.columns[position], name, score if apart >= AHEAD
                            else min(score, SURE - 0.01)))  # fmt: skip
    best: dict[str, Guess] = {}
    for guess in sorted(scored, key=lambda g: -g.score):
        best.setdefault(guess.column, guess)
    sure = [g for g in scored if best[g.column] is g and g.score >= SURE]
    return sure, [g for g in scored if g not in sure]


def _contradicted(column: Column, cells: Sequence[Raw], n_rows: int) -> bool:
    """Whether entries cannot be what their heading is listed as: grades under 腹水量."""
    return column.baseline and bool(cells) and not _fits(column, cells, n_rows)


def _scores(header: str, cells: Sequence[Raw], n_rows: int) -> Iterator[tuple[str, float]]:
    """Yield each column the words allow, with how well words and contents fit it."""
    concepts, unknown = concepts_of(bare(header))
    dated = "date" in concepts
    concepts -= {"date"}
    if not concepts:
        return
    known = columns_of("patients")
    for name, sets in concept_sets().items():
        column = known.get(name) or made(name, "date")
        words = max(_overlap(concepts, wanted, unknown) for wanted in sets)
        if words == 0 or (dated and column.kind != "date"):
            continue
        yield name, round(words * (0.4 + 0.6 * _fits(column, cells, n_rows)), 2)


def _overlap(concepts: frozenset[str], wanted: frozenset[str], unknown: int) -> float:
    """Return the share of concepts that header and column have in common; 0 if one is missing."""
    if not wanted <= concepts:
        return 0.0
    beside = concepts - wanted
    weight = sum(0.2 if concept in CONTEXT else 1.0 for concept in beside)
    return len(wanted) / (len(wanted) + weight + 0.5 * unknown)


def _fits(column: Column, cells: Sequence[Raw], n_rows: int) -> float:
    """Return the share of cells that can be what the column holds; 0 where too few can."""
    if not cells:
        return 0.0
    if column.notation == "amount" and is_scale(cells):
        return 0.0
    if in_order(column, cells):
        return 1.0
    share = sum(_can_be(column, cell) for cell in cells) / len(cells)
    if column.name == "patient_id":
        texts = {as_text(cell) for cell in cells}
        share = float(len(texts) == len(cells) and len(cells) >= 0.9 * min(n_rows, MOST))
    elif column.name in ("arm", "site", "primary_site"):
        distinct = len({fold_value(as_text(cell)) for cell in cells})
        share = float(2 <= distinct <= max(6, len(cells) // 5))
    return share if share >= 0.6 else 0.0


def _can_be(column: Column, cell: Raw) -> bool:
    text = fold_value(as_text(cell))
    match column.kind:
        case "date" | "datetime":
            problem = clean_date(cell, column).problem
            return problem is None or problem.rule.startswith("date_")
        case "number" | "integer":
            return _between(text, column.low, column.high)
        case "yesno":
            return text in _YESNO
        case "code" if column.codes:
            return any(
                text in map(fold_value, (c.value, c.label, c.label_zh, *c.aliases))
                for c in column.codes
            )
    return True


def _between(text: str, low: float | None, high: float | None) -> bool:
    try:
        number = float(text)
    except ValueError:
        return False
    return (low is None or number >= low) and (high is None or number <= high)


def _said(sheet: RawSheet, guess: Guess) -> Issue:
    message = told("'{}' is read as {} (score {:.2f})", guess.header, guess.column, guess.score)
    remedy = told('If it is something else, correct "patients.{}" in [columns].', guess.column)
    return Issue("info", sheet.name, guess.letter, "header_guessed", message, remedy)


def _asked(sheet: RawSheet, guess: Guess) -> Issue:
    message = told(
        "'{}' may mean {} (score {:.2f}); it is not read", guess.header, guess.column, guess.score
    )
    remedy = told('Say so in [columns]: "patients.{}" = "{}".', guess.column, guess.header)
    return Issue("warning", sheet.name, guess.letter, "header_unsure", message, remedy)


def _is_read(header: str, columns: Mapping[str, str], layout: Layout) -> bool:
    """Whether a header is read as something, or is a name that a template gives it."""
    return header in (*columns.values(), *layout.columns.values()) or bool(
        find_column("patients", header)
    )


def _without_event(sheet: RawSheet, part: Part) -> Issue:
    message = told("{} is a time, but no column says who had the event; it is not read",
                   part.header)  # fmt: skip
    remedy = told('Say which does, in [columns]: "patients.{}".', f"{part.stem}_event")
    return Issue("warning", sheet.name, part.letter, "header_unsure", message, remedy)


def _without_unit(sheet: RawSheet, part: Part) -> Issue:
    message = told("the unit of {} is stated nowhere; it is not read", part.header)
    remedy = told('Say so in [columns]: "patients.{}" = "{}".', f"{part.stem}_months", part.header)
    return Issue("warning", sheet.name, part.letter, "header_unsure", message, remedy)
