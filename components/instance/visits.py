"""Who saw what of a hosted instance, kept in a chained log; what cannot be kept is not shown."""

from __future__ import annotations

import logging
import platform
import secrets
from weakref import finalize

import streamlit as st

from components.access import audit_directory
from components.instance.lookup import bundle
from outcomes import __version__
from outcomes.publish.bundle import BundleError, Snapshot
from outcomes.publish.storage.log import Event, record

_log = logging.getLogger("outcomes")
_STATE = "visit"


class NotRecorded(BundleError):
    """The log cannot be written; who sees what must stand in it."""

    key = "hosted.not_recorded"


class Visit:
    """One session, from the first page it is shown until it is over."""

    def __init__(self) -> None:
        self.id = secrets.token_hex(8)
        self.shown: dict[str, str] = {}
        self.told_denied = False


def record_start() -> None:
    """Record that a process began, by which versions, and which snapshots it found."""
    python = platform.python_version()
    software = f"outcomes {__version__}, streamlit {st.__version__}, python {python}"
    try:
        found = bundle().studies
        now = {study: bundle().current_id(study) for study in found}
    except BundleError:
        now = {}
    try:
        _keep("start", mode="hosted", software=software)
        for study, snapshot in now.items():
            _keep("start", mode="hosted", study=study, snapshot=snapshot)
    except NotRecorded:
        _log.error("the audit log cannot be written: nothing will be shown")


def record_view(who: str, snapshot: Snapshot, tab: str, cohort: str, population: str) -> None:
    """Record what this session is about to see, where it is something else than before."""
    visit = _visit()
    if not visit.shown:
        _keep("session_start", session=visit.id, who=who)
        finalize(visit, _end, visit.id)  # it goes with the session
    released = {"study": snapshot.manifest.study, "snapshot": snapshot.id}
    for event, said in (
        ("view", {**released, "view": tab}),
        ("cohort", {**released, "cohort": f"{population}: {cohort}"}),
    ):
        seen = str(said)
        if visit.shown.get(event) != seen:
            _keep(event, session=visit.id, **said)  # type: ignore[arg-type]
            visit.shown[event] = seen


def record_denied(why: str, who: str) -> None:
    """Record that this session was let see nothing, once."""
    visit = _visit()
    if not visit.told_denied:
        visit.told_denied = True
        _keep("denied", session=visit.id, why=why, who=who)


def _visit() -> Visit:
    visit = st.session_state.get(_STATE)
    if not isinstance(visit, Visit):
        visit = st.session_state[_STATE] = Visit()
    return visit


def _end(session: str) -> None:
    try:
        _keep("session_end", session=session)
    except NotRecorded:
        return  # nothing is shown any more that could be withheld


def _keep(event: Event, **said: str) -> None:
    directory = audit_directory()
    if directory is None:
        return
    try:
        directory.mkdir(parents=True, exist_ok=True)
        record(directory, event, **said)
    except (OSError, ValueError, KeyError):
        raise NotRecorded(event) from None
