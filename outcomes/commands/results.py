"""``results``: every number of a study as one long table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from outcomes import __version__
from outcomes.commands.opening import CLEAN, cohort_of, known, load, write

if TYPE_CHECKING:
    from outcomes.model.cohort import Cohort


def results(options: argparse.Namespace) -> int:
    """Write every number of the catalogue as CSV, JSON or XLSX."""
    from outcomes.displays.catalogue import run_catalogue
    from outcomes.export.spreadsheet import to_csv, to_json, to_xlsx
    from outcomes.export.table import to_table
    from outcomes.results.note import Note

    study = load(options.study)
    cohort = cohort_of(study, options.population, options.where)
    for endpoint in options.endpoint or ():
        known(endpoint, "endpoint", [e.id for e in study.spec.endpoints])
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
    write(options.output, writers[suffix]())
    return CLEAN


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
