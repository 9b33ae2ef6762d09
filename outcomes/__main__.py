"""The command line: check a study's data, write its results, a report, an empty template."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outcomes import __version__
from outcomes.export.site.command import add_edition, edition
from outcomes.publish.options import add_others, add_publish

if TYPE_CHECKING:
    from outcomes.model.cohort import Cohort
    from outcomes.model.file_report import Issue
from outcomes.model.study import Study

CLEAN, DATA_ERRORS, UNREADABLE = 0, 1, 2
SUFFIXES = (".csv", ".json", ".xlsx")
DOCUMENTS = (".html", ".pptx")
SEVERITIES = ("error", "warning", "info")
MOST_CELLS = 12  # named in a line of check


class Stop(Exception):
    """The command cannot go on; the message is for the user."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 errors in the data, 2 unreadable."""
    options = _parser().parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        return int(options.command(options))
    except Stop as stop:
        print(f"outcomes: {stop}", file=sys.stderr)
        return UNREADABLE
    except BrokenPipeError:
        # The reader of our output has left; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except Exception as error:
        # The message of an unforeseen error may quote the data: type and place only.
        print(f"outcomes: internal error: {_place(error)}; please report it", file=sys.stderr)
        return UNREADABLE


def _place(error: Exception) -> str:
    if where := getattr(error, "where", ""):  # in the process that reads files
        return str(where)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m outcomes", description="Outcomes of a trial from its workbook."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="say what was read and what is wrong with it")
    check.add_argument("study", metavar="STUDY|WORKBOOK")
    check.add_argument("--json", action="store_true", help="machine-readable")
    check.add_argument("--show-values", action="store_true", help="show the entries in question")
    check.set_defaults(command=_check)
    results = commands.add_parser("results", help="write every number as one long table")
    results.add_argument("study", metavar="STUDY|WORKBOOK")
    results.add_argument("--endpoint", action="append", metavar="ID", help="only this endpoint")
    results.add_argument("--population", metavar="ID", help="analysis set (default: the study's)")
    results.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="EXPR",
        help="'column in a,b', 'column >= number' or 'column <= number'",
    )
    results.add_argument(
        "-o", dest="output", type=_output, metavar="FILE", help="results.csv, .json or .xlsx"
    )
    results.set_defaults(command=_results)
    report = commands.add_parser("report", help="write the study as one document")
    report.add_argument("study", metavar="STUDY|WORKBOOK")
    report.add_argument("--population", metavar="ID", help="analysis set (default: the study's)")
    report.add_argument("--where", action="append", default=[], metavar="EXPR", help="as results")
    report.add_argument("--preset", choices=("summary", "full"), default="summary")
    report.add_argument("--language", choices=("en", "zh"), default="en")
    report.add_argument("-o", dest="output", type=_document, required=True, metavar="FILE")
    report.set_defaults(command=_write_report)
    diff = commands.add_parser("diff", help="say what changed between two cuts of a study")
    diff.add_argument("cuts", metavar="STUDY|WORKBOOK", nargs="+",
                      help="the earlier cut and the later; one: its latest of cuts/")  # fmt: skip
    diff.set_defaults(command=_diff)
    template = commands.add_parser("template", help="write an empty workbook to fill in")
    template.add_argument("--language", choices=("en", "zh"), default="en")
    template.add_argument("-o", dest="output", type=Path, required=True, metavar="FILE")
    template.set_defaults(command=_template)
    add_publish(commands).set_defaults(command=_publish)
    add_others(commands)
    add_edition(commands)
    return parser


def _output(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in SUFFIXES:
        raise argparse.ArgumentTypeError(f"'{text}' must end in {', '.join(SUFFIXES)}")
    return path


def _document(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in DOCUMENTS:
        raise argparse.ArgumentTypeError(f"'{text}' must end in {', '.join(DOCUMENTS)}")
    return path


def _check(options: argparse.Namespace) -> int:
    study = _load(options.study)
    values = _values(options.study, study) if options.show_values else {}
    if options.json:
        _print_json(study, values)
    else:
        print("\n".join(_report(study, values)))
    return DATA_ERRORS if any(issue.blocks for issue in study.issues) else CLEAN


def _values(where: str, study: Study) -> dict[str, str]:
    """Return the entries at the addresses of the findings, read anew from the file."""
    from outcomes.intake.load import data_path
    from outcomes.intake.sheets.cell_values import cell_values

    folder = Path(study.spec.folder)
    path = data_path(folder, study.spec) if study.spec.folder else Path(where)
    return cell_values(path, study.issues)


def _results(options: argparse.Namespace) -> int:
    from outcomes.displays.catalogue import run_catalogue
    from outcomes.export.spreadsheet import to_csv, to_json, to_xlsx
    from outcomes.export.table import to_table
    from outcomes.results.note import Note

    study = _load(options.study)
    cohort = _cohort(study, options.population, options.where)
    for endpoint in options.endpoint or ():
        _known(endpoint, "endpoint", [e.id for e in study.spec.endpoints])
    found = run_catalogue(cohort, options.endpoint)
    if study.spec.study.simulated:
        found = tuple(result.with_notes(Note("simulated")) for result in found)
    table = to_table(found)
    if study.count("error"):
        n = study.count("error")
        print(f"outcomes: errors in the data: {n}; see: check {options.study}", file=sys.stderr)
    suffix = options.output.suffix.lower() if options.output else ".csv"
    writers: dict[str, Callable[[], bytes]] = {
        ".csv": lambda: to_csv(table),
        ".json": lambda: to_json(table),
        ".xlsx": lambda: to_xlsx(table, _about(cohort)),
    }
    _write(options.output, writers[suffix]())
    return CLEAN


def _write_report(options: argparse.Namespace) -> int:
    from outcomes.clinical.scene import scene_of
    from outcomes.export.deck import to_deck
    from outcomes.export.report import to_report
    from outcomes.model.benchmarks import published_of
    from outcomes.model.scene import Scene

    study = _load(options.study)
    cohort = _cohort(study, options.population, options.where)
    published = published_of(study.spec.benchmarks, Path(options.study).resolve().parent)

    def source(population: str) -> tuple[Scene, Callable[[Any], Any]]:
        known = population in study.populations
        asked = replace(cohort, population=population) if known else cohort
        return scene_of(asked, published), lambda question: question.ask(asked)

    def progress(words: str) -> None:
        print(f"  {words}", file=sys.stderr)

    slides = options.output.suffix.lower() == ".pptx"
    write = partial(to_deck, template=study.spec.slide_template) if slides else to_report
    content = write(source, language=options.language, preset=options.preset, progress=progress)
    _write(options.output, content)
    return CLEAN


def _publish(options: argparse.Namespace) -> int:
    from outcomes.clinical.scene import scene_of
    from outcomes.model.benchmarks import published_of
    from outcomes.publish.commands import publish

    published_study = ""

    def load(where: str) -> tuple[Study, Callable[[Cohort], Any]]:
        nonlocal published_study
        study = _load(where)
        published_study = study.spec.study.id
        beside = Path(study.spec.folder).resolve().parent
        published = published_of(study.spec.benchmarks, beside)
        return study, lambda cohort: scene_of(cohort, published)

    code = publish(options, load)
    if code or options.static is None:
        return code
    return edition(options.to, published_study, options.static)


def _diff(options: argparse.Namespace) -> int:
    from outcomes.intake.cuts.changes import changes

    if len(options.cuts) > 2:
        raise Stop("diff compares two cuts")
    now = _load(options.cuts[-1])
    before = _load(options.cuts[0]) if len(options.cuts) == 2 else _earlier(now)
    if before.spec.study.id != now.spec.study.id and before.spec.folder and now.spec.folder:
        raise Stop(f"{' and '.join(options.cuts)} are different studies")
    found = changes(before, now)
    lines = [f"{now.spec.study.id}: {now.spec.study.title}", "", "Patients"]
    lines += [f"  added: {len(found.added)}{_listed(found.added)}"]
    lines += [f"  removed: {len(found.removed)}{_listed(found.removed)}"]
    lines += ["", "Rows"]
    lines += [f"  {sheet}: {n} added, {m} removed" for sheet, (n, m) in found.rows.items()]
    lines += ["", "Entries"]
    for kind in ("changed", "blanked", "filled"):
        cells = [entry.address for entry in found.entries if entry.kind == kind]
        lines += [f"  {kind}: {len(cells)}{_listed(cells)}"]
    lines += ["", "Endpoints (patients in both cuts)"]
    lines += [f"  {moved.endpoint}: {_counted(moved)}" for moved in found.moved] or ["  none moved"]
    lines += ["", "Results, then and now", *_then_and_now(before, now)]
    if found.rewrites:
        gone = [entry.address for entry in found.entries if entry.rewrites]
        lines += ["", f"Warning: history was rewritten: what was there is gone{_listed(gone)}"]
    print("\n".join(lines))
    return CLEAN


def _earlier(now: Study) -> Study:
    from outcomes.intake.cuts.earlier import cuts_of, read_cut

    cuts = cuts_of(Path(now.spec.folder)) if now.spec.folder else ()
    if not cuts:
        raise Stop("there is no earlier cut: put it into cuts/, named by its date: 2025-06-30.xlsx")
    return read_cut(now.spec, cuts[-1])


def _listed(addresses: Sequence[str]) -> str:
    more = f" and {len(addresses) - MOST_CELLS:,} more" if len(addresses) > MOST_CELLS else ""
    return f" ({', '.join(addresses[:MOST_CELLS])}{more})" if addresses else ""


def _counted(moved: Any) -> str:
    words = {
        "new": "new events", "gone": "events gone", "earlier": "events earlier",
        "later": "events later", "available": "available now", "lost": "no longer available",
    }  # fmt: skip
    return ", ".join(f"{n} {words[k]}" for k, n in moved._asdict().items() if k in words and n)


def _then_and_now(before: Study, now: Study) -> Iterator[str]:
    """Yield the headline of each endpoint in both cuts."""
    for endpoint in now.spec.endpoints:
        if endpoint.id not in before.endpoints:
            yield f"  {endpoint.id}: not in the earlier cut"
            continue
        for name, value in _headline(now, endpoint.id).items():
            was = _headline(before, endpoint.id).get(name, "–")
            yield f"  {endpoint.id} {name}: {was} → {value}"


def _headline(study: Study, endpoint: str) -> dict[str, str]:
    from outcomes.model.question import Request
    from outcomes.wording import format_estimate

    spec, cohort = study.spec, _cohort(study, None, ())
    kind = spec.endpoint(endpoint).kind
    asked = {
        "time_to_event": ("survival.kaplan_meier", "median"),
        "competing": ("survival.competing:cumulative_incidence", "cumulative_incidence"),
        "proportion": ("proportions.rates:proportion", "proportion"),
    }
    requests = [asked[kind]]
    if kind == "time_to_event" and spec.compared_arms:
        requests.append(("survival.cox", "hazard_ratio"))
    found: dict[str, str] = {}
    for estimator, quantity in requests:
        for e in Request(estimator, endpoint).ask(cohort).estimates:
            at = "" if e.at is None else f" at {e.at:g} {spec.study.time_unit}"
            versus = f" vs {e.reference}" if e.reference else ""
            name = f"{quantity.replace('_', ' ')}{at}, {e.group}{versus}"
            if e.quantity == quantity and name not in found:
                counts = f", n = {e.n}" + (
                    f", {e.n_events} events" if e.n_events is not None else ""
                )
                found[name] = format_estimate(e.value, e.interval, quantity, n=e.n) + counts
    return found


def _template(options: argparse.Namespace) -> int:
    from outcomes.intake.sheets.template import template

    _write(options.output, template(options.language))
    return CLEAN


def _load(where: str) -> Study:
    from outcomes.intake.gate.raw import Refused
    from outcomes.intake.reader.studies import read_file, read_study
    from outcomes.model.protocol import ProtocolError

    path = Path(where)
    named = Path(os.environ.get("OUTCOMES_STUDIES", "data")) / where
    try:
        for folder in (path, named):
            if (folder / "study.toml").is_file():
                return read_study(folder)
        if path.exists():
            return read_file(path)
    except ProtocolError as error:
        raise Stop("\n".join((f"{where}/study.toml cannot be used:", *error.problems))) from error
    except Refused as error:
        raise Stop(f"{where}: {error.reason} [{error.rule}] → {error.remedy}") from error
    except OSError as error:
        raise Stop(f"{where} cannot be read: {error.strerror}") from error
    raise Stop(f"'{where}' is no folder with a study.toml and no workbook")


def _cohort(study: Study, population: str | None, where: Sequence[str]) -> Cohort:
    from outcomes.model.cohort import Cohort, FilterError, parse_filter

    chosen = population or study.spec.default_population.id
    _known(chosen, "population", list(study.populations))
    try:
        filters = tuple(parse_filter(text, study) for text in where)
    except FilterError as error:
        raise Stop(f"--where: {error}") from error
    return Cohort(study, chosen, filters)


def _known(name: str, what: str, known: Sequence[str]) -> None:
    if name not in known:
        raise Stop(f"there is no {what} '{name}'; there is {', '.join(known) or 'none'}")


def _write(path: Path | None, content: bytes) -> None:
    if path is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Stop(f"{path} cannot be written: {error.strerror}") from error


def _about(cohort: Cohort) -> dict[str, str]:
    """Return what a reader must know to trace an exported file."""
    from importlib.metadata import version

    block = cohort.study.spec.study
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas"))
    return {
        "study": f"{block.id}: {block.title}",
        "simulated": "yes" if block.simulated else "no",
        "registration": block.registry_id,
        "data cut-off": block.data_cutoff.isoformat() if block.data_cutoff else "",
        "data fingerprint": cohort.study.fingerprint,
        "population": f"{cohort.population} (n = {cohort.n_population})",
        "filters": cohort.words or "none",
        "software": f"outcomes {__version__}, Python {sys.version.split()[0]}, {libraries}",
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _report(study: Study, values: Mapping[str, str]) -> list[str]:
    """Return the lines of ``check``: what was read, what follows from it, what is wrong."""
    lines = [f"{study.spec.study.id}: {study.spec.study.title}", "", "Read"]
    for sheet in study.read:
        lines.append(f"  {sheet.name}: {sheet.n_rows} rows as {sheet.sheet or 'not read'}")
        unread = [column.header for column in sheet.columns if column.column is None]
        if sheet.sheet and unread:
            lines.append(f"    columns not read: {', '.join(unread)}")
    lines += ["", "Analysis sets"]
    lines += [f"  {name}: {int(mask.sum())} patients" for name, mask in study.populations.items()]
    lines += ["", "Endpoints"]
    lines += [f"  {line}" for line in _endpoints(study)]
    lines += ["", "Derived columns"]
    lines += [f"  {name}: {means}" for name, means in _derived(study).items()] or ["  none"]
    for severity in SEVERITIES:
        lines += ["", f"{severity.title()}: {study.count(severity)}"]  # type: ignore[arg-type]
        found = [issue for issue in study.issues if issue.severity == severity]
        lines += [f"  {line}" for issue in found for line in _finding(study, issue, values)]
    return lines


def _finding(study: Study, issue: Issue, values: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of one finding: what is wrong, what it does, where."""
    yield f"{issue.address} {issue.rule} {issue.message}" + f" → {issue.remedy}" * bool(
        issue.remedy
    )
    if issue.effect not in ("none", ""):
        yield f"    {_effect(study, issue)}"
    n = len(issue.cells)
    if n > 1 or values.keys() & set(issue.addresses):
        shown = zip(issue.cells[:MOST_CELLS], issue.addresses, strict=False)
        cells = [f"{cell} ({values[a]})" if a in values else cell for cell, a in shown]
        more = f" and {n - MOST_CELLS:,} more" if n > MOST_CELLS else ""
        yield f"    {n} cells: {', '.join(cells)}{more}" if n > 1 else f"    {cells[0]}"


def _effect(study: Study, issue: Issue) -> str:
    from outcomes.displays.base.words import Words

    return Words(study.spec).say(f"data.effect.{issue.effect or 'none'}")


def _endpoints(study: Study) -> list[str]:
    from outcomes.intake.derive.endpoints.reasons import words

    lines = []
    for name, about in _availability(study).items():
        line = f"{name}: {about['n']} patients, {about['n_events']} events"
        why = ", ".join(f"{words(r)} ({n})" for r, n in about["not_available"].items())
        lines.append(f"{line}; not available: {why}" if why else line)
    return lines


def _availability(study: Study) -> dict[str, dict[str, Any]]:
    """Return per endpoint how many patients have it, how many events, and why others do not."""
    found: dict[str, dict[str, Any]] = {}
    for name, data in study.endpoints.items():
        found[name] = {
            "n": int((data.event == data.event).sum()),
            "n_events": int((data.event == 1).sum()),
            "left_out": data.left_out,
            "not_available": dict(Counter(str(r) for r in data.reason if r).most_common()),
        }
    return found


def _derived(study: Study) -> dict[str, str]:
    from outcomes.dictionary.derived import DERIVED_COLUMNS

    given = {c.column for sheet in study.read if sheet.sheet == "patients" for c in sheet.columns}
    return {
        c.name: c.definition
        for c in DERIVED_COLUMNS
        if c.name in study.patients and c.name not in given
    }


def _print_json(study: Study, values: Mapping[str, str]) -> None:
    content: dict[str, Any] = {
        "study": study.spec.study.id,
        "counts": {s: study.count(s) for s in SEVERITIES},  # type: ignore[arg-type]
        "populations": {name: int(mask.sum()) for name, mask in study.populations.items()},
        "endpoints": _availability(study),
        "derived": _derived(study),
        "read": [_without_entries(asdict(sheet)) for sheet in study.read],
        "issues": [_issue(study, issue, values) for issue in study.issues],
    }
    print(json.dumps(content, ensure_ascii=False, indent=1))


def _without_entries(sheet: dict[str, Any]) -> dict[str, Any]:
    dropped = ("examples", "unresolved")
    columns = [{k: v for k, v in c.items() if k not in dropped} for c in sheet["columns"]]
    return sheet | {"columns": columns}


def _issue(study: Study, issue: Issue, values: Mapping[str, str]) -> dict[str, Any]:
    addresses = issue.addresses if issue.cells else ()
    about = asdict(issue) | {
        "address": issue.address, "cells": addresses, "effect": _effect(study, issue),
    }  # fmt: skip
    shown = {a: values[a] for a in addresses if a in values}
    return about | ({"values": shown} if shown else {})


if __name__ == "__main__":
    sys.exit(main())
