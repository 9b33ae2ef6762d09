"""Which columns of a file are read, as what: dictionary and protocol first, nothing else."""

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
)
from outcomes.intake.cleaning import Context
from outcomes.intake.raw import RawSheet
from outcomes.protocol import Covariate, Endpoint, StudySpec
from outcomes.study import Issue


@dataclass(frozen=True, slots=True)
class Reading:
    """One column of the file read as one column of the study."""

    position: int
    letter: str
    column: Column
    context: Context


def protocol_columns(spec: StudySpec) -> dict[str, Column]:
    """Return the columns of ``patients`` the protocol names, by name, each with its kind.

    A ready-made time or event column is a number whatever the dictionary says; elsewhere the
    dictionary's own reading stands.
    """
    known = columns_of("patients")
    named: dict[str, Column] = {}
    for name, kind in _named_kinds(spec):
        named.setdefault(name, known.get(name) or _made(name, kind))
    for endpoint in spec.endpoints:
        named |= {column.name: column for column in _ready_made(endpoint)}
    for covariate in spec.covariates:
        if covariate.id not in named or covariate.id in known:
            named[covariate.id] = _of_covariate(covariate, known.get(covariate.id))
    return named


def _named_kinds(spec: StudySpec) -> Iterator[tuple[str, str]]:
    dates = [e.origin for e in spec.endpoints] + [e.censor for e in spec.endpoints]
    dates += [name for e in spec.endpoints for name in (*e.event, *e.competing)]
    dates += [rules.origin for rules in (spec.ascites, spec.conversion) if rules]
    for name in dates:
        if name:
            yield name, "integer" if name.endswith("_day") else "date"
    populations = {p.id for p in spec.populations}
    flags = [e.success for e in spec.endpoints] + [p.column for p in spec.populations]
    flags += [e.denominator for e in spec.endpoints if e.denominator not in populations]
    for name in flags:
        if name:
            yield name, "yesno"
    covariates = {c.id for c in spec.covariates}
    for name in spec.plan.strata:
        if name not in covariates:
            yield name, "text"


def _made(name: str, kind: str) -> Column:
    return Column(name, kind, name, name, "Named in study.toml.")  # type: ignore[arg-type]


def _ready_made(endpoint: Endpoint) -> Iterator[Column]:
    if endpoint.time:
        yield _made(endpoint.time, "number")
    if endpoint.event_column:
        high = 2 if endpoint.kind == "competing" else 1
        made = _made(endpoint.event_column, "integer")
        yield replace(made, low=0, high=high, bounded=True)
    if endpoint.censor_column:
        yield replace(_made(endpoint.censor_column, "integer"), low=0, high=99, bounded=True)


def _of_covariate(covariate: Covariate, known: Column | None) -> Column:
    if covariate.kind == "continuous":
        numeric = known and known.kind in ("number", "integer")
        return known if known and numeric else _made(covariate.id, "number")
    if known:
        return known
    two_levels = covariate.kind == "binary" and not covariate.levels
    return _made(covariate.id, "yesno" if two_levels else "code")


def readings(sheet: Sheet, raw: RawSheet, spec: StudySpec, date_1904: bool) -> "Plan":
    """Return how each column of one sheet of the file is read, and what is wrong with that.

    A mapping of ``[columns]`` comes first, then the names the protocol uses, then the dictionary.
    A header nobody knows is not read.
    """
    named = protocol_columns(spec) if sheet.name == "patients" else {}
    known = {**columns_of(sheet.name), **named}
    mapped = mapped_headers(spec, sheet.name)
    found: list[Reading] = []
    issues = list(_absent(mapped, raw))
    taken: set[str] = set()
    for position, header in enumerate(raw.header):
        by_protocol = [c for c, h in mapped.items() if fold(h) == fold(header)]
        names = by_protocol or _by_name(sheet.name, header, named, mapped)
        letter = raw.columns[position]
        if not names:
            issues += _not_read(sheet.name, raw, position)
        for name in names:
            if name in taken:
                issues.append(_twice(raw, letter, name))
                continue
            taken.add(name)
            column = known.get(name) or _guessed(name, raw, position)
            context = _context(sheet.name, column, header, bool(by_protocol), spec)
            found.append(Reading(position, letter, column, replace(context, date_1904=date_1904)))
    return Plan(tuple(found), tuple(issues))


@dataclass(frozen=True, slots=True)
class Plan:
    """The readings of one sheet and the issues found on the way."""

    readings: tuple[Reading, ...]
    issues: tuple[Issue, ...]


def mapped_headers(spec: StudySpec, sheet: str) -> dict[str, str]:
    """Return ``[columns]`` of one sheet: canonical name to header of the file."""
    found = {}
    for key, header in spec.columns.items():
        where, _, name = key.rpartition(".")
        target = find_sheet(where) if where else None
        if name and (target.name if target else "patients") == sheet and not _is_sheet(key):
            found[name] = header
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
    return Context(False, arms, declared, levels, sure, other)


def _levels(name: str, spec: StudySpec) -> tuple[str, ...]:
    covariate = next((c for c in spec.covariates if c.id == name), None)
    return covariate.levels if covariate and covariate.kind != "continuous" else ()


def _declared(sheet: str, column: Column, spec: StudySpec) -> Mapping[str, tuple[str, ...]]:
    """Return ``[values.column]``; meant for ``patients``, elsewhere only if it names codes there."""
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
            return _made(name, kind)
    cells = [row[position] for row in raw.rows if row[position] is not None]
    numeric = all(isinstance(c, int | float) and not isinstance(c, bool) for c in cells)
    return _made(name, "number" if cells and numeric else "text")


def _absent(mapped: Mapping[str, str], raw: RawSheet) -> Iterator[Issue]:
    headers = {fold(h): h for h in raw.header if h}
    for name, header in mapped.items():
        if fold(header) not in headers:
            near = get_close_matches(fold(header), headers, n=1, cutoff=0.5)
            hint = f"; did you mean '{headers[near[0]]}'?" if near else ""
            yield Issue(
                "error", raw.name, "", "mapped_header_absent",
                f"[columns] reads {name} from the header '{header}', which is not there{hint}",
                "Correct [columns] in study.toml.",
            )  # fmt: skip


def _not_read(sheet: str, raw: RawSheet, position: int) -> Iterator[Issue]:
    header, letter = raw.header[position], raw.columns[position]
    if not header or all(row[position] is None for row in raw.rows):
        return
    if is_ambiguous(header):
        yield Issue(
            "warning", raw.name, letter, "ambiguous_header",
            f"'{header}' may mean presence, amount, category, cytology or response; it is not read",
            f"Say which in [columns]: \"{sheet}.<column>\" = \"{header}\".",
        )  # fmt: skip
        return
    near = get_close_matches(fold(header), map(fold, columns_of(sheet)), n=1, cutoff=0.75)
    name = next((n for n in columns_of(sheet) if near and fold(n) == near[0]), "<column>")
    yield Issue(
        "info", raw.name, letter, "column_not_read",
        "this column is in neither the dictionary nor study.toml and is not read"
        + ("" if name == "<column>" else f"; its header is close to '{name}'"),
        f"If it is needed, map it in [columns]: \"{sheet}.{name}\".",
    )  # fmt: skip


def _twice(raw: RawSheet, letter: str, name: str) -> Issue:
    return Issue(
        "warning", raw.name, letter, "column_twice",
        f"a second column is named {name}; only the first is read",
        "Rename one of them, or map the right one in [columns].",
    )  # fmt: skip
