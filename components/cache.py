"""The one place that caches: studies by what is on disk, results by what was asked."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.access import studies_directory
from outcomes.intake.gate.raw import Refused
from outcomes.intake.listing import State, StudyEntry, list_studies, state_of
from outcomes.intake.reader.pool import Passing, Unforeseen
from outcomes.intake.reader.studies import read_study, read_upload
from outcomes.model.changes import Earlier
from outcomes.model.cohort import Cohort
from outcomes.model.file.hints import Hints
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told
from outcomes.model.question import Request
from outcomes.model.study import Study
from outcomes.model.toml.reader import ProtocolError
from outcomes.model.units import in_unit
from outcomes.results.result import Result

_log = logging.getLogger("outcomes")
Ask = TypeVar("Ask", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A study that could be opened, or the reasons why not.

    ``guessed`` is the mark of an upload that came without a protocol: what was understood of it
    can be corrected.
    """

    study: Study | None
    problems: tuple[Issue, ...] = ()
    guessed: str = ""


def studies() -> tuple[StudyEntry, ...]:
    """Return the study folders that are there now (their files are not read)."""
    directory = studies_directory()
    return _studies(str(directory), state_of(directory))


@st.cache_resource(show_spinner=False, max_entries=8)
def _studies(directory: str, state: State) -> tuple[StudyEntry, ...]:
    return list_studies(Path(directory))


def open_study(folder: Path) -> Opened:
    """Return the study in a folder; read again only when a file in it has changed."""
    return _unless_passing(lambda: _open(str(folder), state_of(folder)))


def warm_studies(first: str = "", most: int | None = None) -> None:
    """Read every study once, so that no visitor waits for it: one before the others, or so many."""
    for entry in sorted(studies(), key=lambda entry: entry.id != first)[:most]:
        study = open_study(entry.folder).study
        if study is not None:
            earlier_cut(study)


@st.cache_resource(show_spinner=False, max_entries=64)
def _open(folder: str, state: State) -> Opened:
    return _attempt(lambda: read_study(Path(folder)))


def open_upload(
    file_id: str, files: Mapping[str, bytes], protocol: bytes | None, hints: Hints | None = None
) -> Opened:
    """Return the study in uploaded files, by name; it lives and dies with the visitor's session.

    ``hints`` correct what is inferred where it came without a protocol.
    """
    return _unless_passing(lambda: _open_upload(file_id, hints, files, protocol))


@st.cache_resource(show_spinner=False, max_entries=4, scope="session")
def _open_upload(
    file_id: str, hints: Hints | None, _files: Mapping[str, bytes], _protocol: bytes | None
) -> Opened:
    return _attempt(lambda: read_upload(_files, _protocol, hints))


def per_study(max_entries: int) -> Callable[[Ask], Callable[[Study], Ask]]:
    """Cache what is asked of a study: for all visitors, or of an upload in its own session only.

    What a visitor uploaded, and everything made from it, is gone with the session; another who
    uploads the same bytes is answered anew.
    """

    def cached(ask: Ask) -> Callable[[Study], Ask]:
        cache = partial(st.cache_resource, ask, show_spinner=False, max_entries=max_entries)
        everybodys, own = cache(), cache(scope="session")

        def of(study: Study) -> Ask:
            if study.spec.folder:
                return everybodys
            return own if get_script_run_ctx() else ask

        return of

    return cached


def study_in(study: Study, unit: str) -> Study:
    """Return the study in a unit of time, the same object whenever it is asked for."""
    if unit == study.spec.study.time_unit:
        return study
    return _study_in(study)(study.fingerprint, unit, study)


@per_study(max_entries=32)
def _study_in(fingerprint: str, unit: str, _study: Study) -> Study:
    return in_unit(_study, unit)


def earlier_cut(study: Study) -> Earlier | None:
    """Return the latest earlier cut of a study beside it; read again only when a cut changes."""
    folder = Path(study.spec.folder) / "cuts"
    if not study.spec.folder or not folder.is_dir():
        return None
    from outcomes.intake.cuts.earlier import cut_off, cuts_of

    cuts = cuts_of(folder.parent)
    cutoff = cut_off(cuts[-1]) if cuts else None
    if cutoff is None:
        return None
    try:
        return _earlier_cut(study.fingerprint, state_of(folder), study)
    except Passing as refusal:
        return Earlier(cutoff, None, problem=refusal.reason)


@st.cache_resource(show_spinner=False, max_entries=16)
def _earlier_cut(fingerprint: str, state: State, _study: Study) -> Earlier | None:
    from outcomes.intake.cuts.earlier import earlier_of

    return earlier_of(_study)


def _unless_passing(ask: Callable[[], Opened]) -> Opened:
    """Return what the cache holds; a refusal that is not the file's fault is never in it."""
    try:
        return ask()
    except Passing as refusal:
        return Opened(None, refusal_issues(refusal))


def _attempt(load: Callable[[], Study]) -> Opened:
    try:
        return Opened(load())
    except Passing:
        raise
    except Refused as refusal:
        return Opened(None, refusal_issues(refusal))
    except ProtocolError as error:
        problems = tuple(
            Issue("error", "study.toml", "", "protocol", problem, "Correct study.toml.")
            for problem in error.problems
        )
        return Opened(None, problems)
    except Unforeseen as failure:
        _log.error("%s", failure.where)
        reason = told("The program failed on these data ({}).", failure.where)
        issue = Issue("error", "file", "", "failed", reason, "Please report it with this line.")
        return Opened(None, (issue,))


def refusal_issues(refusal: Refused) -> tuple[Issue, ...]:
    """Return a refusal as issues: what was found in the file, else the reason itself."""
    whole = Issue("error", "file", "", refusal.rule, refusal.reason, refusal.remedy)
    found = tuple(
        Issue(f.severity, f.sheet, f.cell, f.rule, f.message, f.remedy)
        for f in getattr(refusal, "findings", ())
        if f.severity == "error"
    )
    return (whole, *found)


def answer(question: Request, cohort: Cohort) -> Result:
    """Return the answer to a question about a cohort, computed once.

    Filters and options are compared as Python writes values: in words a level with a comma, or two
    bounds with many digits, would look like another question's.
    """
    who = (cohort.study.fingerprint, cohort.population, cohort.filters)
    question = question._replace(options=tuple(sorted(question.options)))
    return _answer(cohort.study)(repr((who, question)), question, cohort)


@per_study(max_entries=4096)
def _answer(asked: str, _question: Request, _cohort: Cohort) -> Result:
    return _question.ask(_cohort)
