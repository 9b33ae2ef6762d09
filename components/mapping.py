"""How an own workbook was understood: every guess as a row that can be corrected with a click."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from components.computed import Computed as View
from components.corrections import correct, corrections_of
from components.frame import show_table
from outcomes.dictionary import columns_of
from outcomes.displays.base.panel import Table
from outcomes.displays.base.words import plain
from outcomes.intake.infer.protocol import to_toml
from outcomes.model.file_report import ColumnReport, SheetReport
from outcomes.model.hints import Hints
from outcomes.wording import format_percent

NOT_READ = "—"
DESIGNS = ("randomised", "observational", "single_arm")
ORDERS = ("", "ymd", "dmy", "mdy")
SHARES = (3, 3, 3, 1)


def show_mapping(view: View, file_id: str) -> None:
    """Show what was understood of an upload, ask for corrections, and show what they change."""
    hints = corrections_of(file_id) or Hints()
    st.markdown(f"#### {view.say('mapping.title')}", anchors=False)
    st.caption(view.say("mapping.lead"))
    left, right = st.columns([5, 3], gap="large")
    with left:
        asked = _choose_columns(view, hints)
    with right:
        asked = _choose_study(view, asked)
        _show_effect(view)
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
    columns, unread = tuple(sorted(hints.columns)), tuple(sorted(hints.unread))
    return replace(hints, columns=columns, unread=unread, values=tuple(sorted(hints.values)))


def _choose_columns(view: View, hints: Hints) -> Hints:
    """Ask what each column of the patients means."""
    report = next((r for r in view.study.read if r.sheet == "patients"), None)
    others = [r for r in view.study.read if r is not report]
    if report is None:
        st.info(view.say("mapping.no_patients"), icon=":material/info:")
        return _choose_sheet(view, hints, others)
    rows = view.say("data.rows", n=report.n_rows)
    st.markdown(f"**{plain(report.name)}** · {rows} → {view.say('mapping.patients')}")
    heads = st.columns(SHARES)
    for place, head in zip(heads, ("header", "holds", "read_as", "sure"), strict=True):
        place.caption(view.say(f"mapping.{head}"))
    for column in report.columns:
        if column.header:
            hints = _choose_column(view, hints, column)
    for column in report.columns:
        if column.unresolved and column.column:
            hints = _choose_codes(view, hints, column)
    if others:
        with st.expander(view.say("mapping.other_sheets", n=len(others))):
            hints = _choose_sheet(view, hints, others)
    return hints


def _choose_column(view: View, hints: Hints, column: ColumnReport) -> Hints:
    header, holds, choice, sure = st.columns(SHARES, vertical_alignment="center")
    header.markdown(plain(column.header))
    holds.caption(plain(_holds(view, column)))
    names = [NOT_READ, *columns_of("patients"), "surgery_date"]
    now = column.column if column.column in names else NOT_READ
    if column.column and column.column not in names:
        names.insert(1, column.column)
        now = column.column
    chosen = choice.selectbox(
        view.say("mapping.read_as_of", header=column.header),
        names,
        index=names.index(now),
        format_func=lambda name: _meaning(view, name),
        label_visibility="collapsed",
        key=f"map.{column.letter}.{column.header}",
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
    if name == NOT_READ:
        return f"— {view.say('data.not_read')}"
    column = columns_of("patients").get(name)
    if column is None:
        return name.replace("_", " ")
    return column.label_zh if view.language == "zh" else f"{column.label} · {name}"


def _holds(view: View, column: ColumnReport) -> str:
    if not column.holds:
        return view.say("mapping.empty")
    kind = view.say(f"mapping.{column.holds}", n=column.n_filled, distinct=column.n_distinct)
    shown = ", ".join(column.examples)
    return f"{kind}: {shown} …" if shown else kind


def _sure(view: View, column: ColumnReport) -> str:
    if column.column is None:
        return ""
    if column.score is None:
        return view.say("mapping.listed")
    return format_percent(column.score)


def _choose_codes(view: View, hints: Hints, column: ColumnReport) -> Hints:
    """Ask what entries mean that are none of the codes of their column."""
    known = columns_of("patients").get(column.column or "")
    codes = [c.value for c in known.codes] if known else []
    codes = codes or (["Y", "N"] if known and known.kind == "yesno" else [])
    if not codes:
        return hints
    st.markdown(view.say("mapping.codes", header=plain(column.header)))
    for entry in column.unresolved:
        said = next((c for n, c, e in hints.values if (n, e) == (column.column, entry)), NOT_READ)
        chosen = st.selectbox(
            f"“{entry}”",
            [NOT_READ, *codes],
            index=[NOT_READ, *codes].index(said),
            key=f"code.{column.letter}.{entry}",
            width=260,
        )
        if chosen != said:
            kept = tuple(v for v in hints.values if (v[0], v[2]) != (column.column, entry))
            more = () if chosen == NOT_READ else ((column.column or "", chosen, entry),)
            hints = replace(hints, values=(*kept, *more))
    return hints


def _choose_sheet(view: View, hints: Hints, reports: list[SheetReport]) -> Hints:
    """Say what each other sheet is read as, and let one be the patients."""
    for report in reports:
        name, role = st.columns([3, 3], vertical_alignment="center")
        name.markdown(f"{plain(report.name)} · {view.say('data.rows', n=report.n_rows)}")
        now = report.sheet or NOT_READ
        options = [NOT_READ, *SHEETS]
        chosen = role.selectbox(
            view.say("mapping.sheet_is"), options, index=options.index(now),
            key=f"sheet.{report.name}", label_visibility="collapsed",
        )  # fmt: skip
        if chosen not in (now, NOT_READ):
            kept = tuple((n, h) for n, h in hints.columns if n != chosen)
            hints = replace(hints, columns=(*kept, (chosen, report.name)))
    return hints


SHEETS = ("patients", "screening", "treatment", "ascites", "response", "surgery", "follow_up",
          "adverse_events")  # fmt: skip


def _choose_study(view: View, hints: Hints) -> Hints:
    """Ask for design, reference arm, order of dates, cut-off, and codes of *unknown*."""
    spec = view.spec
    design = st.selectbox(
        view.say("mapping.design"),
        DESIGNS,
        index=DESIGNS.index(spec.study.design),
        format_func=lambda d: view.say(f"mapping.design.{d}"),
        key="map.design",
    )
    if design != spec.study.design:
        hints = replace(hints, design=design)
    if spec.arms:
        labels = [arm.label for arm in spec.arms]
        now = next(i for i, arm in enumerate(spec.arms) if arm.reference)
        chosen = st.radio(view.say("mapping.reference"), labels, index=now, horizontal=True,
                          key="map.reference")  # fmt: skip
        if chosen != labels[now]:
            hints = replace(hints, reference=chosen)
    order = st.selectbox(
        view.say("mapping.date_order"),
        ORDERS,
        index=ORDERS.index(hints.date_order),
        format_func=lambda o: view.say(f"mapping.order.{o or 'auto'}"),
        key="map.order",
    )
    missing = st.text_input(
        view.say("mapping.missing"), ", ".join(hints.missing), key="map.missing",
        help=view.say("mapping.missing_help"),
    )  # fmt: skip
    codes = tuple(part.strip() for part in missing.split(",") if part.strip())
    return replace(hints, date_order=order, missing=codes)


def _show_effect(view: View) -> None:
    """Show what follows: the arms, the endpoints with their events, and the findings."""
    st.markdown(f"**{view.say('mapping.effect')}**")
    heads = ("endpoint", "patients", "events", "left_out")
    rows = tuple(_endpoints(view))
    if rows:
        show_table(Table(tuple(view.say(f"mapping.column.{h}") for h in heads), rows))
    else:
        st.warning(view.say("mapping.no_endpoint"), icon=":material/warning:")
    counts = {s: view.study.count(s) for s in ("error", "warning", "info")}
    said = " · ".join(f"{n} {view.say(f'data.{s}')}" for s, n in counts.items() if n)
    st.caption(said or view.say("data.clean"))


def _endpoints(view: View) -> Iterator[tuple[str, ...]]:
    for endpoint in view.spec.endpoints:
        data = view.study.endpoints[endpoint.id]
        known = data.event == data.event
        yield (
            view.words.endpoint(endpoint),
            f"{int(known.sum())}",
            f"{int((data.event == 1).sum())}",
            f"{int((~known).sum())}",
        )
