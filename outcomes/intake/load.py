"""From a folder or an uploaded file to a Study: read, refuse, type, derive, check."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from outcomes import __version__
from outcomes.dictionary import SHEETS
from outcomes.intake.adam.tables import HEADERS
from outcomes.intake.checks.gather import gathered
from outcomes.intake.checks.rules import run_checks
from outcomes.intake.declared import with_declared_columns, with_few_levels
from outcomes.intake.derive.columns.arms import with_known_arms
from outcomes.intake.derive.derived import derive
from outcomes.intake.derive.endpoints.enrolled import until_cutoff
from outcomes.intake.derive.endpoints.further.made import with_further_endpoints
from outcomes.intake.gate.limits import LIMITS, Limits, limits_of
from outcomes.intake.identify.exact_times import exact_times
from outcomes.intake.identify.identifiers import Identified, find_identifiers
from outcomes.intake.infer.hinted import hinted, with_said_endpoints
from outcomes.intake.infer.protocol import guessed, infer, understood
from outcomes.intake.layout import Layout
from outcomes.intake.recognize import layout_of
from outcomes.intake.sheets.formats.workbook import (
    Finding,
    RawWorkbook,
    Source,
    normalize_header,
    read_workbook,
)
from outcomes.intake.sheets.protocol_columns import protocol_columns
from outcomes.intake.sheets.tables import Tables, to_tables
from outcomes.model.file.hints import Hints
from outcomes.model.file.report import Issue, SheetReport
from outcomes.model.file.told import told
from outcomes.model.protocol import StudySpec
from outcomes.model.study import Study
from outcomes.model.toml.protocol import read_protocol
from outcomes.model.toml.reader import ProtocolError


def load_study(folder: Path, rows: int = LIMITS.rows) -> Study:
    """Return the study in a folder: its ``study.toml`` and the workbook that names.

    Parameters
    ----------
    folder
        Where it lies.
    rows
        How many rows a table in a file of its own may have; a workbook has its own limits.

    Raises
    ------
    ProtocolError
        When ``study.toml`` cannot be used.
    Refused
        When the workbook is not read; `Identified` when it holds direct identifiers.
    """
    spec = read_protocol(folder)
    protocol = (folder / "study.toml").read_bytes()
    path = data_path(folder, spec)
    return _load(path, path.name, spec, protocol, limits=limits_of(rows))


def data_path(folder: Path, spec: StudySpec) -> Path:
    """Return where the data of a study lie: what ``[study].workbook`` names, or tables beside it.

    Raises
    ------
    ProtocolError
        When it lies outside the folder.
    """
    path = folder / spec.study.workbook
    if "\0" in str(path) or not path.resolve().is_relative_to(folder.resolve()):
        raise ProtocolError(
            [told("[study].workbook '{}' is outside the folder", spec.study.workbook)]
        )
    beside = spec.study.format != "template" or any(folder.glob("*.[cC][sS][vV]"))
    return folder if beside and not path.exists() else path


def load_workbook(
    source: Source,
    *,
    name: str,
    spec: StudySpec | None = None,
    hints: Hints | None = None,
) -> Study:
    """Return the study in a single workbook, or in one table per sheet.

    Parameters
    ----------
    source
        The file, its bytes, a folder of tables, or the bytes of several by name.
    name
        What to call it.
    spec
        The protocol; without one it is inferred from the columns that are there.
    hints
        What somebody corrected in such an inference.

    Raises
    ------
    Refused
        When the file is not read; `Identified` when it holds direct identifiers.
    """
    protocol = repr(replace(spec, folder="")).encode() if spec else b""
    return _load(source, name, spec, protocol, hints)


def _load(
    source: Source,
    name: str,
    spec: StudySpec | None,
    protocol: bytes,
    hints: Hints | None = None,
    limits: Limits = LIMITS,
) -> Study:
    here = isinstance(source, Path) and source.is_dir()
    workbook = read_workbook(
        source, name=name, known_headers=known_headers(spec), limits=limits if here else LIMITS
    )
    folder = here or isinstance(source, Mapping)
    return study_of(workbook, name=name, spec=spec, protocol=protocol, folder=folder, hints=hints)


def study_of(
    workbook: RawWorkbook,
    *,
    name: str,
    spec: StudySpec | None = None,
    protocol: bytes = b"",
    folder: bool = False,
    hints: Hints | None = None,
) -> Study:
    """Return the study in the sheets of a file.

    Parameters
    ----------
    workbook
        The sheets.
    name
        What to call the file.
    spec
        The protocol; without one it is inferred.
    protocol
        The bytes of the protocol, for the fingerprint.
    folder
        Whether the sheets are the files of a folder, beside which a protocol can be laid.

    Raises
    ------
    Identified
        When the sheets hold direct identifiers.
    """
    stays = exact_times(workbook, spec.policy.exact_times if spec else "warn")
    identifiers = (*find_identifiers(workbook), *stays)
    if any(finding.severity == "error" for finding in identifiers):
        raise Identified(identifiers)
    layout = layout_of(workbook, spec)
    if spec is not None:
        return _study(spec, layout, identifiers, protocol)
    layout = layout if layout.standard else guessed(layout)
    layout = hinted(layout, hints) if hints else layout
    layout = layout if layout.standard else understood(layout)
    inferred, tables = infer(layout, name=name)
    spec = with_said_endpoints(inferred.spec, hints) if hints else inferred.spec
    spec = replace(spec, inferred=True)
    if folder:  # the protocol will be laid into it
        spec = replace(spec, study=replace(spec.study, workbook="."))
    protocol = repr(hints).encode() if hints else b""  # other corrections are another study
    study = _study(spec, layout, identifiers, protocol, tables)
    return replace(
        study,
        issues=gathered((*inferred.issues, *study.issues)),
        corrected=hints.lines if hints else (),
    )


def _study(
    spec: StudySpec, layout: Layout, identifiers: tuple[Finding, ...], protocol: bytes,
    before: Tables | None = None,
) -> Study:  # fmt: skip
    workbook = layout.workbook
    tables = to_tables(workbook, layout.reading(spec), before)
    spec = replace(spec, study=replace(spec.study, data_cutoff=tables.data_cutoff))
    until = pd.Timestamp(tables.data_cutoff) if tables.data_cutoff else None
    frames, late = until_cutoff(tables.frames, until)
    tables = replace(tables, frames=frames)
    spec, arms = with_known_arms(spec, tables.patients, tables.name("patients"))
    derived = derive(spec, tables.frames, tables.names)
    found = [issue_of(f) for f in (*identifiers, *workbook.findings)]
    patients, absent = with_declared_columns(spec, derived.patients)
    spec, many = with_few_levels(spec, patients)
    late = tuple(replace(issue, sheet=tables.name("patients")) for issue in late)
    issues = (*found, *layout.issues, *layout.summed_up(tables.issues), *late, *arms, *absent,
              *many, *derived.issues, *run_checks(spec, tables, derived))  # fmt: skip
    study = Study(
        spec=spec,
        patients=patients,
        tables={name: frame for name, frame in derived.tables.items() if name != "meta"},
        endpoints=derived.endpoints,
        populations=derived.populations,
        issues=gathered(issues),
        read=_scored((*tables.reports, *layout.reports), layout),
        fingerprint=fingerprint(workbook.sha256, protocol),
    )
    study = with_further_endpoints(study, derived.line)
    _freeze(study)
    return study


def _scored(reports: tuple[SheetReport, ...], layout: Layout) -> tuple[SheetReport, ...]:
    """Return the reports with how sure each guessed header is."""
    return tuple(
        replace(
            report,
            columns=tuple(
                replace(c, score=layout.scores.get(f"{report.sheet}.{c.column}"))
                for c in report.columns
            ),
        )
        for report in reports
    )


def fingerprint(workbook: str, protocol: bytes) -> str:
    """Return the sha256 over a workbook's own sha256, the protocol's bytes and the version."""
    parts = (workbook.encode(), hashlib.sha256(protocol).digest(), __version__.encode())
    return hashlib.sha256(b"\x00".join(parts)).hexdigest()


def known_headers(spec: StudySpec | None) -> frozenset[str]:
    """Return every header that means something, as the reader compares them."""
    of_protocol = (*spec.columns.values(), *protocol_columns(spec)) if spec else ()
    return _of_dictionary() | {normalize_header(text) for text in of_protocol}


@cache
def _of_dictionary() -> frozenset[str]:
    texts = (
        text
        for sheet in SHEETS
        for column in sheet.columns
        for text in (column.name, column.label, column.label_zh, column.adam, *column.aliases)
    )
    return frozenset(normalize_header(text) for text in (*texts, *HEADERS))


def issue_of(finding: Finding) -> Issue:
    """Return a finding about the file as an issue of the study."""
    f = finding
    return Issue(f.severity, f.sheet, f.cell, f.rule, f.message, f.remedy)


def _freeze(study: Study) -> None:
    arrays = list(study.populations.values())
    for endpoint in study.endpoints.values():
        arrays += [endpoint.time, endpoint.event, endpoint.reason]
    for array in arrays:
        if isinstance(array, np.ndarray):
            array.setflags(write=False)
