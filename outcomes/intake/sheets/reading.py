"""Which columns of a file are read, as what: dictionary and protocol first, nothing else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from outcomes.dictionary import (
    Column,
    Sheet,
    columns_of,
    find_column,
    find_sheet,
    fold,
    header_unit,
    is_ambiguous,
    rank,
)
from outcomes.intake.cells.cell import as_text, code_key, filled
from outcomes.intake.cells.cleaning import Context
from outcomes.intake.cells.coded.codes import truth
from outcomes.intake.cells.days.dates import DateStyle
from outcomes.intake.cells.file_facts import FileFacts
from outcomes.intake.gate.raw import RawSheet
from outcomes.intake.sheets.protocol_columns import made, protocol_columns, unit_contradicted
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told
from outcomes.model.protocol import StudySpec

_UNKNOWN = "this column is in neither the dictionary nor study.toml and is not read"
RENAME = "Rename one of them, or map the right one in [columns]."
_NUMBER = re.compile(r"\s*-?\d+(\.\d+)?\s*")


@dataclass(frozen=True, slots=True)
class Reading:
    """One column of the file read as one column of the study."""

    position: int
    letter: str
    column: Column
    context: Context


def readings(sheet: Sheet, raw: RawSheet, spec: StudySpec, file: FileFacts) -> "Plan":
    """Return how each column of one sheet of the file is read, and what is wrong with that.

    A mapping of ``[columns]`` comes first, then the names the protocol uses, then the dictionary.
    A header nobody knows is not read.
    """
    named = protocol_columns(spec) if sheet.name == "patients" else {}
    known = {**columns_of(sheet.name), **named}
    mapped = mapped_headers(spec, sheet.name)
    meant = [_meant(sheet.name, header, named, mapped) for header in raw.header]
    best = _plainest(meant, raw, known)
    found: list[Reading] = []
    issues = list(_absent(mapped, raw))
    disputed: dict[str, frozenset[int]] = {}
    for position, header in enumerate(raw.header):
        letter = raw.columns[position]
        if not meant[position]:
            issues += _not_read(sheet.name, raw, position)
        for name in meant[position]:
            if best[name] != position:
                twin = (raw, position, best[name], known.get(name))
                issues.append(_twice(*twin, name))
                disputed[name] = disputed.get(name, frozenset()) | _disputed(*twin)
                continue
            column = known.get(name) or _guessed(name, raw, position)
            below = raw.units[position] if raw.units else ""
            context = _context(sheet.name, column, header, name in mapped, spec)
            if below and column.kind in ("number", "integer"):
                other = below if column.unit and below != column.unit else ""
                context = replace(context, unit=other, unit_stated=True)
            stated = below or header_unit(header)
            if unit_contradicted(column, spec, stated):
                issues.append(_contradiction(raw, letter, column, stated))
                context = replace(context, unit="")
            found.append(Reading(position, letter, column, _in_file(context, file, raw)))
    return Plan(tuple(found), tuple(issues), disputed)


def _meant(
    sheet: str, header: str, named: Mapping[str, Column], mapped: Mapping[str, str]
) -> list[str]:
    by_protocol = [name for name, text in mapped.items() if fold(text) == fold(header)]
    return by_protocol or _by_name(sheet, header, named, mapped)


def _plainest(meant: list[list[str]], raw: RawSheet, known: Mapping[str, Column]) -> dict[str, int]:
    """Return, by column, which header is read: a filled one, then the plainest, then the first.

    A date never from a column that only says whether it happened.
    """
    best: dict[str, tuple[bool, bool, int, int]] = {}
    for position, names in enumerate(meant):
        for name in names:
            looseness = rank(known[name], raw.header[position]) if name in known else 0
            empty = raw.is_blank(position)
            order = (_only_whether(raw, position, known.get(name)), empty, looseness, position)
            best[name] = min(best.get(name, order), order)
    return {name: position for name, (_, _, _, position) in best.items()}


def _only_whether(raw: RawSheet, position: int, column: Column | None) -> bool:
    """Whether a column named like a date holds yes and no instead: Death beside Date of death."""
    if column is None or column.kind not in ("date", "datetime"):
        return False
    texts = (as_text(entry) for entry in raw.entries[position].distinct if filled(entry))
    first = next(texts, "")
    return truth(first) is not None and all(truth(text) is not None for text in texts)


@dataclass(frozen=True, slots=True)
class Plan:
    """The readings of one sheet, the issues on the way, and the rows where two columns differ."""

    readings: tuple[Reading, ...]
    issues: tuple[Issue, ...]
    disputed: Mapping[str, frozenset[int]]


def mapped_headers(spec: StudySpec, sheet: str) -> dict[str, str]:
    """Return ``[columns]`` of one sheet: canonical name to header of the file."""
    found = {}
    for key, header in spec.columns.items():
        where, _, name = key.rpartition(".")
        target = find_sheet(where) if where else None
        if name and (target.name if target else "patients") == sheet and not _is_sheet(key):
            found[name] = header
    return found


def mapped_missing(spec: StudySpec, sheet: str) -> dict[str, tuple[str, ...]]:
    """Return the entries of one sheet that ``[columns]`` declares to mean unknown, by column."""
    found = {}
    for key, texts in spec.column_missing.items():
        where, _, name = key.rpartition(".")
        target = find_sheet(where) if where else None
        if (target.name if target else "patients") == sheet:
            found[name] = texts
    return found


def _is_sheet(key: str) -> bool:
    """Whether a key of ``[columns]`` maps a sheet (``patients = "Sheet1"``), not a column."""
    return "." not in key and find_sheet(key) is not None and find_column("patients", key) is None


def mapped_sheets(spec: StudySpec) -> dict[str, str]:
    """Return the tabs that ``[columns]`` names as sheets: folded tab name to sheet."""
    found = {}
    for key, tab in spec.columns.items():
        sheet = find_sheet(key)
        if sheet and _is_sheet(key):
            found[fold(tab)] = sheet.name
    return found


def _by_name(
    sheet: str, header: str, named: Mapping[str, Column], mapped: Mapping[str, str]
) -> list[str]:
    if not header:
        return []
    exact = [name for name in named if fold(name) == fold(header)]
    if exact:
        return [name for name in exact if name not in mapped]
    column = find_column(sheet, header)
    return [column.name] if column and column.name not in mapped else []


def _context(
    sheet: str, column: Column, header: str, by_protocol: bool, spec: StudySpec
) -> Context:
    levels = _levels(column.name, spec) if sheet == "patients" else ()
    arms = spec.arms if column.name in ("arm", "arm_actual") else ()
    declared = _declared(sheet, column, spec)
    stated = header_unit(header) if column.kind in ("number", "integer") else ""
    written_out = fold(header) in {fold(t) for t in (column.name, *column.aliases)}
    other = stated if stated != column.unit and column.unit and not written_out else ""
    sure = by_protocol or stated != "" or fold(header) == fold(column.name)
    return Context(
        arms, declared, levels, sure, other, _missing(sheet, column, spec),
        decimal_mark=spec.study.decimal_mark or "", date_order=spec.study.date_order or "",
        dates=DateStyle(midpoint=spec.policy.partial_dates == "midpoint"),
    )  # fmt: skip


def _in_file(context: Context, file: FileFacts, raw: RawSheet) -> Context:
    dates = replace(context.dates, date_1904=file.date_1904, latest=file.latest)
    return replace(context, dates=dates, decimal_of_file=file.decimal, separator=raw.separator)


def _missing(sheet: str, column: Column, spec: StudySpec) -> frozenset[str]:
    """Return the entries declared to mean unknown: everywhere, of a covariate, of a column."""
    if column.kind == "id":
        return frozenset()
    texts = [*spec.study.missing, *mapped_missing(spec, sheet).get(column.name, ())]
    if sheet == "patients":
        texts += [t for c in spec.covariates if c.id == column.name for t in c.missing]
    return frozenset(map(code_key, texts))


def _levels(name: str, spec: StudySpec) -> tuple[str, ...]:
    covariate = next((c for c in spec.covariates if c.id == name), None)
    return covariate.levels if covariate and covariate.kind != "continuous" else ()


def _declared(sheet: str, column: Column, spec: StudySpec) -> Mapping[str, tuple[str, ...]]:
    """Return ``[values.column]``: for ``patients``; elsewhere only if it names codes there."""
    qualified = spec.values.get(f"{sheet}.{column.name}")
    if qualified is not None:
        return qualified
    declared = spec.values.get(column.name, {})
    codes = {code.value for code in column.codes}
    fits = sheet == "patients" or not codes or set(declared) <= codes
    return declared if fits else {}


def _guessed(name: str, raw: RawSheet, position: int) -> Column:
    """Return a column that only ``[columns]`` names: its name says a date, its cells a number."""
    for ending, kind in (("_date", "date"), ("_datetime", "datetime"), ("_day", "integer")):
        if name.endswith(ending):
            return made(name, kind)
    cells = [entry for entry in raw.entries[position].distinct if entry is not None]
    numeric = all(not isinstance(c, bool) and _NUMBER.fullmatch(str(c)) for c in cells)
    return made(name, "number" if cells and numeric else "text")


def _absent(mapped: Mapping[str, str], raw: RawSheet) -> Iterator[Issue]:
    headers = {fold(h): h for h in raw.header if h}
    for name, header in mapped.items():
        if fold(header) not in headers:
            near = get_close_matches(fold(header), headers, n=1, cutoff=0.5)
            hint = told("; did you mean '{}'?", headers[near[0]]) if near else ""
            yield Issue(
                "error", raw.name, "", "mapped_header_absent",
                told("[columns] reads {} from the header '{}', which is not there{}",
                     name, header, hint),
                "Correct [columns] in study.toml.",
            )  # fmt: skip


def _not_read(sheet: str, raw: RawSheet, position: int) -> Iterator[Issue]:
    header, letter = raw.header[position], raw.columns[position]
    if not header or raw.is_blank(position):
        return
    if is_ambiguous(header):
        yield Issue(
            "warning", raw.name, letter, "ambiguous_header",
            told("'{}' may mean presence, amount, category, cytology or response; it is not read",
                 header),
            told('Say which in [columns]: "{}.<column>" = "{}".', sheet, header),
        )  # fmt: skip
        return
    near = get_close_matches(fold(header), map(fold, columns_of(sheet)), n=1, cutoff=0.75)
    name = next((n for n in columns_of(sheet) if near and fold(n) == near[0]), "<column>")
    yield Issue(
        "info", raw.name, letter, "column_not_read",
        _UNKNOWN if name == "<column>" else told(_UNKNOWN + "; its header is close to '{}'", name),
        told('If it is needed, map it in [columns]: "{}.{}".', sheet, name),
    )  # fmt: skip


def _twice(raw: RawSheet, position: int, used: int, column: Column | None, name: str) -> Issue:
    """A second column of one meaning: blank, the same, or (an error) saying something else."""
    letter, read = raw.columns[position], raw.columns[used]
    if _disputed(raw, position, used, column):
        message = told(
            "a second column means {} and says something else; column {} is read", name, read
        )
        return Issue("error", raw.name, letter, "columns_disagree", message, RENAME)
    empty = told(", and it is blank") if raw.is_blank(position) else ""
    message = told("a second column means {}{}; column {} is read", name, empty, read)
    return Issue("warning", raw.name, letter, "column_twice", message, RENAME)


def _disputed(raw: RawSheet, position: int, used: int, column: Column | None) -> frozenset[int]:
    """Return the rows of which the second of two columns tells what the first does not."""
    if column is not None and column.kind == "id":
        return frozenset()
    pairs = enumerate((row[position], row[used]) for row in raw.rows)
    if _only_whether(raw, position, column):
        said = ((i, truth(as_text(a)), filled(b)) for i, (a, b) in pairs)
        return frozenset(i for i, yes, dated in said if yes is not None and yes != dated)
    return frozenset(
        i for i, (a, b) in pairs if a is not None and (b is None or as_text(a) != as_text(b))
    )


def _contradiction(raw: RawSheet, letter: str, column: Column, stated: str) -> Issue:
    return Issue(
        "warning", raw.name, letter, "unit_contradicted",
        told("the header says {0} while study.toml says {1}; {1} is used", stated, column.unit),
        "Correct the unit of the endpoint, or the header.",
    )  # fmt: skip
