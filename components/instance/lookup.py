"""What was published, read once per process; a session stays on the snapshot it began with."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from components.access import bundle_directory
from outcomes.publish.bundle import Answers, Bundle, BundleError, NotPublished, Snapshot

_log = logging.getLogger("outcomes")
_STATE = "releases"
COHORTS_KEPT = 96  # of all studies and snapshots; what is not kept is read again


def bundle() -> Bundle:
    """Return the bundle of this instance."""
    return Bundle.open(bundle_directory())


def snapshot_of(study: str) -> Snapshot:
    """Return the snapshot of a study this session sees: the current one when it was first asked."""
    held: dict[str, str] = st.session_state.setdefault(_STATE, {})
    directory = str(bundle_directory())
    if study not in held:
        held[study] = bundle().current_id(study)
    try:
        return _snapshot(directory, study, held[study])
    except NotPublished:  # withdrawn under the session
        held[study] = bundle().current_id(study)
        return _snapshot(directory, study, held[study])


def newer_than(snapshot: Snapshot) -> str:
    """Return the id of the current snapshot where it is another than this; else empty."""
    current = bundle().current_id(snapshot.manifest.study)
    return "" if current == snapshot.id else current


def move_on(study: str) -> None:
    """Let this session see the current snapshot of a study."""
    st.session_state.get(_STATE, {}).pop(study, None)


def answers_of(snapshot: Snapshot, cohort: str, population: str) -> Answers:
    """Return scene and answers of a cohort."""
    where = (str(snapshot.directory.parent.parent), snapshot.manifest.study, snapshot.id)
    return _answers(*where, cohort, population)


def warm_bundle() -> None:
    """Read everybody of every study, so that nobody waits; what cannot be read is said later."""
    try:
        found = bundle()
    except BundleError:
        _log.error("there is no bundle")
        return
    for study in found.studies:
        try:
            snapshot = found.current(study)
            answers_of(snapshot, snapshot.cohorts[0].id, snapshot.populations[0])
        except BundleError as flaw:
            _log.error("a release cannot be read: %s", flaw.key)


@st.cache_resource(show_spinner=False, max_entries=16)
def _snapshot(directory: str, study: str, snapshot_id: str) -> Snapshot:
    return Bundle.open(Path(directory)).snapshot(study, snapshot_id)


@st.cache_resource(show_spinner=False, max_entries=COHORTS_KEPT)
def _answers(directory: str, study: str, snapshot_id: str, cohort: str, population: str) -> Answers:
    return _snapshot(directory, study, snapshot_id).answers(cohort, population)
