"""``python -m bench intake_corruption [cells] [seed]``: the demos, one unreadable cell at a time.

An entry nobody can read makes something unknown. It must never make a patient event-free or move
an event, never move a median without an issue at its cell, and never stop the reader.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from outcomes.dictionary import sheet_named
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.intake.checks.rules import run_checks
from outcomes.intake.derive.derived import derive
from outcomes.intake.gate.raw import RawWorkbook
from outcomes.intake.sheets.formats.workbook import read_workbook
from outcomes.intake.sheets.tables import to_tables
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import StudySpec
from outcomes.model.study import Study
from outcomes.model.toml.protocol import read_protocol

DATA = Path(__file__).parents[2] / "data"
DEMOS = ("hipec-sox-demo", "rmhtnf-demo")
UNREADABLE = (
    "see chart", "见病历", "UNK-MAY-2021", "2021-05-0?", "约2021-05-06", "?", "不详", "~!", "#",
    "12-34-5678", "31.02.2021", "9 9", "Y?", "1O", "2021-05-06 25:70", "x?", "−", "𝟚",
)  # fmt: skip
"""Entries of which at least most columns cannot be sure."""

_TOLD_TWICE = frozenset(
    "death_date status progression_date progression last_contact_date last_assessment_date".split()
)
BATCH = 12  # cells drawn to be read at one go
_KEYS = ("patient_id", "screening_no")  # an id is whatever it is: whose row it then is, others ask


class Cell(NamedTuple):
    """One cell of a workbook by the positions of its sheet, row and column."""

    sheet: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook gives: outcomes by endpoint and patient, medians, where something is said."""

    outcomes: dict[str, dict[str, tuple[float, float]]]
    medians: dict[tuple[str, str], float | None]
    said: frozenset[str]


def beginning(workbook: RawWorkbook, n: int) -> RawWorkbook:
    """Return the workbook with its first patients and their rows: the same laws, sooner."""
    first = {str(row[0]) for row in workbook.sheets[0].rows[:n]}

    def kept(number: int) -> tuple[int, ...]:
        rows = workbook.sheets[number].rows
        return tuple(i for i, row in enumerate(rows) if str(row[0]) in first)

    sheets = [
        replace(
            sheet,
            rows=tuple(sheet.rows[i] for i in kept(number)),
            row_numbers=tuple(sheet.row_numbers[i] for i in kept(number)),
        )
        for number, sheet in enumerate(workbook.sheets)
    ]
    return replace(workbook, sheets=tuple(sheets))


def told_once(workbook: RawWorkbook, silent: str) -> RawWorkbook:
    """Return the workbook with what two sheets tell left out of one of them.

    Who is told twice that somebody died can do without one of the two.

    Parameters
    ----------
    workbook
        A demo.
    silent
        ``patients`` or ``follow_up``.
    """
    sheets = []
    for sheet in workbook.sheets:
        left = {i for i, h in enumerate(sheet.header) if sheet.name == silent and h in _TOLD_TWICE}
        at = [i for i in range(len(sheet.header)) if i not in left]
        sheets.append(
            replace(
                sheet,
                header=tuple(sheet.header[i] for i in at),
                columns=tuple(sheet.columns[i] for i in at),
                rows=tuple(tuple(row[i] for i in at) for row in sheet.rows),
            )
        )
    return replace(workbook, sheets=tuple(sheets))


def read_demo(name: str) -> tuple[RawWorkbook, StudySpec]:
    """Return the cells of a demo and its protocol."""
    return read_workbook(DATA / name / "workbook.xlsx"), read_protocol(DATA / name)


def cells_of(workbook: RawWorkbook, spec: StudySpec) -> list[Cell]:
    """Return every cell that is read, but for the codes of patients."""
    numbers = {sheet.name: i for i, sheet in enumerate(workbook.sheets)}
    found = []
    for report in to_tables(workbook, spec).reports:
        if report.sheet in (None, "meta") or not sheet_named(report.sheet or ""):
            continue
        sheet = numbers[report.name]
        letters = workbook.sheets[sheet].columns
        columns = {c.letter for c in report.columns if c.column and c.column not in _KEYS}
        found += [
            Cell(sheet, row, j)
            for j, letter in enumerate(letters)
            if letter in columns
            for row in range(len(workbook.sheets[sheet].rows))
        ]
    return found


def drawn(cells: list[Cell], draw: random.Random) -> Cell:
    """Return a cell of a column drawn first, so that sheets with few rows are met as often."""
    columns = sorted({(c.sheet, c.column) for c in cells})
    column = draw.choice(columns)
    return draw.choice([c for c in cells if (c.sheet, c.column) == column])


def corrupted(workbook: RawWorkbook, cell: Cell, text: str) -> RawWorkbook:
    """Return the workbook with another text in one cell."""
    sheets = list(workbook.sheets)
    rows = list(sheets[cell.sheet].rows)
    row = list(rows[cell.row])
    row[cell.column] = text
    rows[cell.row] = tuple(row)
    sheets[cell.sheet] = replace(sheets[cell.sheet], rows=tuple(rows))
    return replace(workbook, sheets=tuple(sheets))


def reading_of(workbook: RawWorkbook, spec: StudySpec) -> Reading:
    """Return what a workbook gives."""
    tables = to_tables(workbook, spec)
    spec = replace(spec, study=replace(spec.study, data_cutoff=tables.data_cutoff))
    derived = derive(spec, tables.frames, tables.names)
    issues = (*tables.issues, *derived.issues, *run_checks(spec, tables, derived))
    study = Study(spec, derived.patients, derived.tables, derived.endpoints, derived.populations)
    cohort = Cohort(study, spec.default_population.id)
    timed = [e.id for e in spec.endpoints if e.timed]
    medians = {
        (name, e.group): e.value for name in timed for e in kaplan_meier(cohort, name).all("median")
    }
    ids = list(derived.patients["patient_id"])
    outcomes = {
        name: dict(zip(ids, zip(data.time, data.event, strict=True), strict=True))
        for name, data in derived.endpoints.items()
        if name in timed
    }
    return Reading(outcomes, medians, frozenset(a for i in issues for a in i.addresses))


def broken_laws(before: Reading, after: Reading, addresses: set[str]) -> Iterator[str]:
    """Yield what one corrupted cell did that it must not do.

    Parameters
    ----------
    before, after
        Without and with it.
    addresses
        How an issue may name the cell: by itself or by its row.
    """
    for name, patients in after.outcomes.items():
        for patient, (time, event) in patients.items():
            old_time, old_event = before.outcomes[name][patient]
            if event == 0 and old_event != 0:
                yield f"{name}: a patient became event-free"
            if event > 0 and not (event == old_event and np.isclose(time, old_time)):
                yield f"{name}: an event moved"
    named = addresses & after.said
    for key, median in after.medians.items():
        old = before.medians.get(key)
        same = (old is None and median is None) or (
            old is not None and median is not None and np.isclose(old, median, equal_nan=True)
        )
        if not same and not named:
            yield f"{'/'.join(key)}: the median moved and nothing is said about the cell"


def addresses_of(workbook: RawWorkbook, cell: Cell) -> set[str]:
    """Return how an issue may name a cell."""
    sheet = workbook.sheets[cell.sheet]
    row = sheet.row_numbers[cell.row]
    return {f"{sheet.name}!{sheet.columns[cell.column]}{row}", f"{sheet.name}!{row}"}


class Change(NamedTuple):
    """Another text in one cell."""

    cell: Cell
    text: str


def batch_of(cells: list[Cell], workbook: RawWorkbook, draw: random.Random) -> list[Change]:
    """Return changes of cells that have neither patient nor column in common.

    An outcome depends on the rows of its patient, a meaning on its column: such cells do not get
    in each other's way, and are read at one go.
    """
    batch: dict[tuple[int, int], Change] = {}
    patients: set[str] = set()
    for _ in range(BATCH):
        cell = drawn(cells, draw)
        whose = str(workbook.sheets[cell.sheet].rows[cell.row][0])
        column = (cell.sheet, cell.column)
        if whose not in patients and column not in batch:
            patients.add(whose)
            batch[column] = Change(cell, draw.choice(UNREADABLE))
    return list(batch.values())


def faults_of(
    batch: list[Change], workbook: RawWorkbook, spec: StudySpec, before: Reading
) -> Iterator[str]:
    """Yield the laws that cells of a batch break, each cell that may have done it read alone."""
    after = reading_of(_changed(workbook, batch), spec)
    outcomes = list(broken_laws(before, after, set(after.said) | {"*"}))
    moved = after.medians != before.medians
    alone = [c for c in batch if outcomes or (moved and not _named(c, workbook, after))]
    for change in alone:
        one = reading_of(_changed(workbook, [change]), spec)
        where = addresses_of(workbook, change.cell)
        for law in broken_laws(before, one, where):
            outcomes = []
            yield f"{min(where)} {change.text!r}: {law}"
    places = ", ".join(min(addresses_of(workbook, c.cell)) for c in batch)
    yield from (f"{places} together: {law}" for law in outcomes)


def _changed(workbook: RawWorkbook, batch: list[Change]) -> RawWorkbook:
    for change in batch:
        workbook = corrupted(workbook, change.cell, change.text)
    return workbook


def _named(change: Change, workbook: RawWorkbook, after: Reading) -> bool:
    return bool(addresses_of(workbook, change.cell) & after.said)


def main(arguments: list[str]) -> int:
    """Corrupt cells of both demos and print every law they break."""
    n, seed = (int(a) for a in (*arguments, *("1000", "1")[len(arguments) :]))
    draw, broken, total = random.Random(seed), 0, 0
    for name, silent in product(DEMOS, ("patients", "follow_up")):
        workbook, spec = read_demo(name)
        workbook = told_once(beginning(workbook, 40), silent)
        before, cells, done = reading_of(workbook, spec), cells_of(workbook, spec), 0
        while done < n // 4:
            batch = batch_of(cells, workbook, draw)
            done += len(batch)
            for fault in faults_of(batch, workbook, spec, before):
                broken += 1
                print(f"{name} without {silent}, {fault}", flush=True)
        total += done
        print(f"{name} without {silent}: {done} cells", flush=True)
    print(f"{total} cells corrupted; laws broken: {broken}")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
