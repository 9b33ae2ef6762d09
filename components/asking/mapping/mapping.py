"""How an own workbook was understood: every guess as a row that can be corrected with a click."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from components.asking.mapping.codes import NOT_READ, choose_codes, code_name
from components.asking.mapping.corrections import correct, corrections_of
from components.asking.mapping.study import (
    READY_MADE,
    choose_endpoints,
    choose_study,
    column_name,
    keyed,
    show_effect,
)
from components.computed import Computed as View
from outcomes.dictionary import columns_of, sheet_named
from outcomes.displays.base.words import plain
from outcomes.intake.infer.protocol import to_toml
from outcomes.model.file.hints import Hints
from outcomes.model.file.report import ColumnReport, SheetReport
from outcomes.wording import format_percent

ENTRIES = "map.entries"  # the switch that shows entries of cells
SHARES = (4, 4, 7, 2)
SHOWN = 4
PAGE = 80  # columns asked about at once
SHEETS = ("patients", "screening", "treatment", "ascites", "response", "surgery", "follow_up",
          "adverse_events")  # fmt: skip


def show_mapping(view: View, file_id: str) -> None:
    """Show what was understood of an upload, ask for corrections, and show what they change."""
    hints = corrections_of(file_id) or Hints()
    st.caption(view.say("mapping.lead"))
    show_effect(view)
    left, right = st.columns([2, 1], gap="large")
    with left:
        asked = _choose_columns(view, hints, file_id)
    with right:
        asked = choose_endpoints(view, asked, file_id)
        asked = choose_study(view, asked, file_id)
        st.download_button(
            view.say("mapping.download"),
            data=lambda: to_toml(view.spec).encode(),
            file_name="study.toml",
            mime="application/toml",
            icon=":material/description:",
            type="primary",
            on_click="ignore",
        )
        st.caption(view.say("mapping.download_help"))
    asked = _in_order(asked)
    if asked != hints:
        correct(file_id, asked)
        st.rerun()


def _in_order(hints: Hints) -> Hints:
    """Return the hints in a fixed order: a correction that changes nothing must equal the last."""
    return replace(
        hints,
        columns=tuple(sorted(hints.columns)),
        unread=tuple(sorted(hints.unread)),
        values=tuple(sorted(hints.values)),
        endpoints=tuple(sorted(hints.endpoints)),
    )


def _choose_columns(view: View, hints: Hints, file: str) -> Hints:
    """Ask what each column of the patients means."""
    report = next((r for r in view.study.read if r.sheet == "patients"), None)
    others = [r for r in view.study.read if r is not report]
    if report is None:
        st.info(view.say("mapping.no_patients"), icon=":material/info:")
        return _choose_sheet(view, hints, others, file)
    rows = view.say("data.rows", n=report.n_rows)
    st.markdown(f"**{plain(report.name)}** · {rows} → {view.say('mapping.patients')}")
    st.toggle(view.say("mapping.entries"), key=ENTRIES)
    heads = st.columns(SHARES)
    for place, head in zip(heads, ("header", "holds", "read_as", "sure"), strict=True):
        place.caption(view.say(f"mapping.{head}"))
    for column in _page_of(view, [column for column in report.columns if column.header], file):
        hints = _choose_column(view, hints, column, file)
    hints = choose_codes(view, hints, report, file, shown=_shows_entries())
    if others:
        with st.expander(view.say("mapping.other_sheets", n=len(others))):
            hints = _choose_sheet(view, hints, others, file)
    return hints


def _page_of(view: View, columns: list[ColumnReport], file: str) -> list[ColumnReport]:
    """Return the columns to ask about: some of very many, for a row takes its time to draw."""
    n = len(columns)
    if n <= PAGE:
        return columns
    first = st.selectbox(
        view.say("mapping.columns"), range(0, n, PAGE), key=keyed(file, "page"),
        format_func=lambda at: f"{at + 1}–{min(at + PAGE, n)} / {n}",
    )  # fmt: skip
    return columns[first : first + PAGE]


def _choose_column(view: View, hints: Hints, column: ColumnReport, file: str) -> Hints:
    header, holds, choice, sure = st.columns(SHARES, vertical_alignment="center")
    header.markdown(plain(column.header))
    holds.caption(plain(_holds(view, column)))
    names = [NOT_READ, *columns_of("patients"), "surgery_date", *READY_MADE]
    now = column.column if column.column in names else NOT_READ
    if column.column and column.column not in names:
        names.insert(1, column.column)
        now = column.column
    chosen = choice.selectbox(
        view.say("mapping.read_as_of", header=column.header),  # read out only
        names,
        index=names.index(now),
        format_func=lambda name: _meaning(view, name),
        label_visibility="collapsed",
        key=keyed(file, column.letter, column.header, now),
    )
    sure.markdown(_sure(view, column))
    if chosen == now:
        return hints
    kept = tuple((n, h) for n, h in hints.columns if h != column.header)
    unread = tuple(h for h in hints.unread if h != column.header)
    if chosen == NOT_READ:
        return replace(hints, columns=kept, unread=(*unread, column.header))
    kept = tuple((n, h) for n, h in kept if n != f"patients.{chosen}")
    return replace(hints, columns=(*kept, (f"patients.{chosen}", column.header)), unread=unread)


def _meaning(view: View, name: str) -> str:
    return f"— {view.say('data.not_read')}" if name == NOT_READ else column_name(view, name)


def _holds(view: View, column: ColumnReport) -> str:
    """Return what stands in a column in a few words: how many, and how the first are read."""
    if not column.holds:
        return view.say("mapping.empty")
    kind = view.say(f"mapping.{column.holds}", n=column.n_filled, distinct=column.n_distinct)
    meant = ((e, code_name(view, column, value)) for e, value in column.meanings[:SHOWN])
    read = [f"{entry} → {name}" for entry, name in meant if entry != name]
    shown = (read or list(column.examples)) if _shows_entries() else []
    more = " …" if shown and column.n_distinct > len(shown) else ""
    return f"{kind}: {', '.join(shown)}{more}" if shown else kind


def _shows_entries() -> bool:
    """Whether whoever opened the file wants to see what stands in its cells; off at first."""
    return bool(st.session_state.get(ENTRIES))


def _sure(view: View, column: ColumnReport) -> str:
    if column.column is None:
        return ""
    if column.score is None:
        return view.say("mapping.listed")
    return format_percent(column.score)


def _role(view: View, sheet: str) -> str:
    if sheet not in SHEETS:
        return sheet
    named = sheet_named(sheet)
    return named.label_zh if view.language == "zh" else named.label


def _choose_sheet(view: View, hints: Hints, reports: list[SheetReport], file: str) -> Hints:
    """Say what each other sheet is read as, and let one be the patients."""
    for report in reports:
        name, role = st.columns([3, 3], vertical_alignment="center")
        name.markdown(f"{plain(report.name)} · {view.say('data.rows', n=report.n_rows)}")
        now = report.sheet or NOT_READ
        options = list(dict.fromkeys((NOT_READ, *SHEETS, now)))
        chosen = role.selectbox(
            view.say("mapping.sheet_is"), options, index=options.index(now),
            key=keyed(file, "sheet", report.name, now), label_visibility="collapsed",
            format_func=lambda role: _role(view, role),
        )  # fmt: skip
        if chosen not in (now, NOT_READ):
            kept = tuple((n, h) for n, h in hints.columns if n != chosen)
            hints = replace(hints, columns=(*kept, (chosen, report.name)))
    return hints
