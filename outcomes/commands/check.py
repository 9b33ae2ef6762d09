"""``check``: what was read, what follows from it, what is wrong with it."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outcomes.commands.opening import CLEAN, DATA_ERRORS, load

if TYPE_CHECKING:
    from outcomes.model.file.report import Issue
    from outcomes.model.study import Study

SEVERITIES = ("error", "warning", "info")
MOST_CELLS = 12  # named in a line of check


def check(options: argparse.Namespace) -> int:
    """Say what was read of a study and what is wrong with it; 1 where an error blocks."""
    study = load(options.study)
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


def _report(study: Study, values: Mapping[str, str]) -> list[str]:
    """Return the lines of ``check``: what was read, what follows from it, what is wrong."""
    lines = [f"{study.spec.study.id}: {study.spec.study.title}", "", "Read"]
    for sheet in study.read:
        lines.append(
            f"  {sheet.name}: {_counted(sheet.n_rows, 'row')} as {sheet.sheet or 'not read'}"
        )
        unread = [column.header for column in sheet.columns if column.column is None]
        if sheet.sheet and unread:
            lines.append(f"    columns not read: {', '.join(unread)}")
    lines += ["", "Analysis sets"]
    sizes = {name: int(mask.sum()) for name, mask in study.populations.items()}
    lines += [f"  {name}: {_counted(n, 'patient')}" for name, n in sizes.items()]
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
    from outcomes.model.file.reasons import words

    lines = []
    for name, about in _availability(study).items():
        line = f"{name}: {_counted(about['n'], 'patient')}, {_counted(about['n_events'], 'event')}"
        why = ", ".join(f"{words(r)} ({n})" for r, n in about["not_available"].items())
        lines.append(f"{line}; not available: {why}" if why else line)
    return lines


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _availability(study: Study) -> dict[str, dict[str, Any]]:
    """Return per endpoint how many patients have it, how many events, and why others do not."""
    found: dict[str, dict[str, Any]] = {}
    for name, data in study.endpoints.items():
        found[name] = {
            "n": int((data.event == data.event).sum()),
            "n_events": int((data.event == 1).sum()),
            "left_out": data.lacking.share,
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
