"""Language, study and analysis set: asked in the sidebar, kept in the link."""

from dataclasses import replace
from functools import partial

import streamlit as st

from components.access import upload_allowed
from components.asking.choice import choose_one
from components.asking.language import Asker
from components.asking.mapping.corrections import corrections_of
from components.cache import Opened, open_study, open_upload, studies
from components.later import Place, around_the_answer, draw_all, gathered, later
from components.link import current_link
from components.server.doors import accept_uploads
from outcomes.intake.reader.pool import POOL
from outcomes.model.file.report import Issue
from outcomes.model.study import Study
from outcomes.wording import text

UPLOAD = ".upload"  # a name that no study can have


def choose_study(ask: Asker, place: Place) -> Opened | None:
    """Ask for a study of the directory or, on a workbench, for the visitor's own workbook.

    ``place`` is where on the page that is asked.
    """
    entries = {entry.id: entry for entry in studies()}
    options = list(entries) + ([UPLOAD] if upload_allowed() else [])
    gone = _gone(options)
    if not options and not gone:
        accept_uploads(False)
        return None

    def named(study_id: str) -> str:
        if study_id == UPLOAD:
            return ask.say("study.upload")
        return study_id if study_id in gone else entries[study_id].title

    with gathered() as widgets:
        chosen = choose_one(ask.say("study.label"), options + gone, named=named, key="study")
        if upload_allowed() and chosen != UPLOAD:  # pressed by the page's script for a dropped file
            later(lambda: st.button("drop", key="drop", on_click=_upload))
    accept_uploads(chosen == UPLOAD)
    if chosen == UPLOAD:
        with place():
            draw_all(widgets)
            return _choose_upload(ask)
    with around_the_answer(place):
        later(partial(draw_all, widgets))
    if chosen in gone:
        words, remedy = ask.say("study.gone", study=chosen), ask.say("study.gone_remedy")
        return Opened(None, (Issue("error", "file", "", "study-gone", words, remedy),))
    return open_study(entries[chosen].folder)


def _upload() -> None:
    st.session_state["study"] = UPLOAD


def _gone(options: list[str]) -> list[str]:
    """Return the study the visitor has open where it is no longer there: never another instead."""
    held = st.session_state.get("study")
    following = current_link().following and "study" in current_link().given
    return [held] if held and held not in options and not following else []


def _choose_upload(ask: Asker) -> Opened | None:
    POOL.prepare()  # by the time a file is chosen, there is who reads it
    files = st.file_uploader(
        ask.say("study.upload_help"),
        type=["xlsx", "csv", "xpt", "sas7bdat", "toml"],
        accept_multiple_files=True,
        key="workbook",
    )
    protocols = [file for file in files if file.name.lower().endswith(".toml")]
    workbooks = [file for file in files if file.name.lower().endswith(".xlsx")]
    # The last workbook is the study; without one, all the tables together are.
    chosen = workbooks[-1:] or [file for file in files if file not in protocols]
    if not chosen:
        return None
    file_id = "+".join(file.file_id for file in (*chosen, *protocols[-1:]))
    content = {file.name: file.getvalue() for file in chosen}
    with st.spinner(ask.say("study.waiting" if POOL.full else "study.reading")):
        if protocols:
            return open_upload(file_id, content, protocols[-1].getvalue())
        hints = corrections_of(file_id)
        opened = open_upload(file_id, content, None, hints)
        return replace(opened, guessed=file_id)


def choose_population(study: Study, ask: Asker) -> str:
    """Ask for the analysis set; each option says how many it holds."""
    labels = {p.id: p.label for p in study.spec.populations}

    def named(population: str) -> str:
        label = text(f"population.{population}", ask.language, default=labels[population])
        return f"{label} · {int(study.populations[population].sum())}"

    return choose_one(
        ask.say("population.label"),
        list(labels),
        default=study.spec.default_population.id,
        named=named,
        key="population",
    )


def choose_unit(study: Study, ask: Asker) -> str:
    """Ask for the unit of time; the protocol's own is the default."""
    return choose_one(
        ask.say("unit.label"),
        ("days", "weeks", "months", "years"),
        default=study.spec.study.time_unit,
        named=lambda unit: ask.say(f"axis.{unit}"),
        key="unit",
    )
