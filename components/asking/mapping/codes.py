"""What entries of a coded column mean: asked in sight where nothing says it, else on request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from components.asking.mapping.study import keyed
from components.computed import Computed as View
from outcomes.dictionary import columns_of
from outcomes.displays.base.words import plain
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.hints import Hints
from outcomes.model.file.report import ColumnReport, SheetReport

NOT_READ = "—"
ARMS = ("arm", "arm_actual")


def choose_codes(view: View, hints: Hints, report: SheetReport, file: str, *, shown: bool) -> Hints:
    """Ask what entries mean: those that are none of the codes in sight, the others on request.

    Parameters
    ----------
    view
    hints
        What was said so far.
    report
        Of the patients.
    file
        The upload.
    shown
        Whether entries of the file may be shown.
    """
    coded = [c for c in report.columns if c.column and _codes(view, c)]
    for column in coded:
        if column.unresolved:
            st.markdown(view.say("mapping.codes", header=plain(column.header)))
        if column.unresolved and not shown:
            st.caption(view.say("mapping.codes_hidden", n=len(column.unresolved)))
        elif column.unresolved:
            hints = _choose_codes(
                view, hints, (column, dict.fromkeys(column.unresolved, NOT_READ)), file
            )
    read = [c for c in coded if c.meanings and shown]
    if read:
        with st.expander(view.say("mapping.all_codes", n=len(read))):
            for column in read:
                st.markdown(f"**{plain(column.header)}**")
                hints = _choose_codes(view, hints, (column, dict(column.meanings)), file)
    return hints


def _codes(view: View, column: ColumnReport) -> list[str]:
    """Return what an entry may mean: an arm, a code, or of an event that it happened, or not."""
    if column.column in ARMS:
        return [arm.id for arm in view.spec.arms]
    event = _event_of(view, column)
    if event is not None:
        return ["1", "0", *(["2"] if event.kind == "competing" else [])]
    known = columns_of("patients").get(column.column or "")
    codes = [c.value for c in known.codes] if known else []
    return codes or (["Y", "N"] if known and known.kind == "yesno" else [])


def _choose_codes(
    view: View, hints: Hints, coded: tuple[ColumnReport, dict[str, str]], file: str
) -> Hints:
    """Ask what entries of a coded column mean, given what each is read as now."""
    column, read = coded
    places = st.columns(3)
    for number, (entry, now) in enumerate(read.items()):
        options = list(dict.fromkeys((NOT_READ, *_codes(view, column), now)))
        said = _said(hints, column, entry) or now
        chosen = places[number % 3].selectbox(
            _entry(view, entry), options, index=options.index(said),
            key=keyed(file, column.letter, entry, said),
            format_func=lambda code: code_name(view, column, code),
        )  # fmt: skip
        if chosen != said:
            kept = tuple(v for v in hints.values if (v[0], v[2]) != (column.column, entry))
            more = () if chosen == NOT_READ else ((column.column or "", chosen, entry),)
            hints = replace(hints, values=(*kept, *more))
    return hints


def _entry(view: View, entry: str) -> str:
    return f"“{plain(entry)}”" if entry else view.say("mapping.blank")


def _event_of(view: View, column: ColumnReport) -> Endpoint | None:
    """Return the endpoint whose ready-made event a column is."""
    return next((e for e in view.spec.endpoints if e.event_column == column.column), None)


def code_name(view: View, column: ColumnReport, code: str) -> str:
    """Return what a code of a column is called in the visitor's language."""
    if column.column in ARMS and code != NOT_READ:
        return view.words.arm(code)
    if code != NOT_READ and _event_of(view, column):
        return f"{code} · {view.say(f'mapping.event.{code}')}"
    known = columns_of("patients").get(column.column or "")
    found = next((c for c in known.codes if c.value == code), None) if known else None
    if found is None:
        flags = {"Y": view.say("level.yes"), "N": view.say("level.no")}
        return flags.get(code, code)
    return found.label_zh if view.language == "zh" else found.label


def _said(hints: Hints, column: ColumnReport, entry: str) -> str:
    found: Iterator[str] = (c for n, c, e in hints.values if (n, e) == (column.column, entry))
    return next(found, "")
