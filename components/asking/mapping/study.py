"""What follows from how a workbook was read: endpoints, arms, design; each can be corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from components.answer.frame import show_table
from components.computed import Computed as View
from outcomes.dictionary import SHEETS, columns_of
from outcomes.displays.base.panel import Table
from outcomes.displays.base.words import plain
from outcomes.displays.survival.comparisons import curve_request
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.hints import Hints
from outcomes.wording import format_number

DESIGNS = ("randomised", "observational", "single_arm")
ORDERS = ("", "ymd", "dmy", "mdy")
READY_MADE = tuple(
    f"{endpoint}_{part}"
    for endpoint in ("os", "pfs", "dfs", "rfs", "efs", "ttp")
    for part in ("months", "days", "weeks", "years", "event")
)
UNDECIDED = ("date_order", "date_order_mixed")
KEYS = ("origin", "event", "censor")


def keyed(file: str, *parts: str) -> str:
    """Return the key of a choice: of one upload, and of what it stands at now.

    A correction changes what others stand at; a choice that kept its state would undo that.
    """
    return ".".join(("map", file, *parts))


def column_name(view: View, name: str) -> str:
    """Return what a column of patients is called in the visitor's language."""
    if name in READY_MADE:
        endpoint, _, part = name.partition("_")
        unit = view.say("mapping.event_of") if part == "event" else view.say(f"unit.{part}")
        return view.say("mapping.ready_made", endpoint=view.say(f"endpoint.{endpoint}"), part=unit)
    sheets = ("patients", *(sheet.name for sheet in SHEETS))
    column = next((c for sheet in sheets if (c := columns_of(sheet).get(name))), None)
    if column is None:
        return view.words.column(name)
    return column.label_zh if view.language == "zh" else column.label


def show_effect(view: View) -> None:
    """Show what follows: the endpoints with their events and medians, and the findings."""
    st.markdown(f"**{view.say('mapping.effect')}**")
    heads = ("endpoint", "patients", "events", "median", "left_out")
    rows = tuple(_endpoints(view))
    if rows:
        show_table(Table(tuple(view.say(f"mapping.column.{h}") for h in heads), rows))
        st.caption(view.say("mapping.medians", arms=" · ".join(_arms(view))))
    else:
        st.warning(view.say("mapping.no_endpoint"), icon=":material/warning:")
    counts = {s: view.study.count(s) for s in ("error", "warning", "info")}
    said = " · ".join(f"{n} {view.say(f'data.{s}', n=n)}" for s, n in counts.items() if n)
    st.caption(said or view.say("data.clean"))


def _arms(view: View) -> list[str]:
    return [view.words.arm(group) for group in view.cohort.groups]


def _endpoints(view: View) -> Iterator[tuple[str, ...]]:
    for endpoint in view.spec.endpoints:
        data = view.study.endpoints[endpoint.id]
        able = (data.event == data.event) & view.study.populations[view.cohort.population]
        known = able & view.cohort.mask
        yield (
            view.words.endpoint(endpoint),
            f"{int(known.sum())}",
            f"{int((known & (data.event == 1)).sum())}",
            _medians(view, endpoint),
            f"{int((~able).sum())}",
        )


def _medians(view: View, endpoint: Endpoint) -> str:
    """Return the median of each arm in their order; nothing for what has none."""
    if endpoint.kind != "time_to_event":
        return "—"
    answer = view.ask(curve_request(endpoint))
    found = (answer.pick("median", group) for group in view.cohort.groups)
    values = (e.value if e and e.finite else None for e in found)
    return " · ".join("—" if value is None else format_number(value) for value in values)


def choose_endpoints(view: View, hints: Hints, file: str) -> Hints:
    """Ask from which dates each endpoint is made."""
    made = [e for e in view.spec.endpoints if e.origin]
    if not made:
        return hints
    patients = view.study.patients
    dates = [str(c) for c in patients.select_dtypes("datetime") if patients[c].notna().any()]
    with st.expander(view.say("mapping.endpoints", n=len(made))):
        for endpoint in made:
            st.markdown(f"**{view.words.endpoint(endpoint)}**")
            for key in KEYS:
                hints = _choose_dates(view, hints, (endpoint, key), dates, file)
    return hints


def _choose_dates(
    view: View, hints: Hints, of: tuple[Endpoint, str], dates: list[str], file: str
) -> Hints:
    endpoint, key = of
    value = getattr(endpoint, key)
    now = value if isinstance(value, tuple) else (value,)
    options = list(dict.fromkeys((*now, *dates)))
    label, name = view.say(f"mapping.{key}"), keyed(file, endpoint.id, key, *now)

    def column(name: str) -> str:
        return column_name(view, name)

    if key == "event":
        chosen = tuple(st.multiselect(label, options, now, format_func=column, key=name))
    else:
        chosen = (st.selectbox(label, options, options.index(now[0]), column, key=name),)
    if set(chosen) == set(now) or not chosen:
        return hints
    kept = tuple(said for said in hints.endpoints if said[:2] != (endpoint.id, key))
    return replace(hints, endpoints=(*kept, (endpoint.id, key, chosen)))


def choose_study(view: View, hints: Hints, file: str) -> Hints:
    """Ask for design, reference arm, order of dates, cut-off, and codes of *unknown*."""
    spec = view.spec
    design = st.selectbox(
        view.say("mapping.design"),
        DESIGNS,
        index=DESIGNS.index(spec.study.design),
        format_func=lambda d: view.say(f"mapping.design.{d}"),
        key=keyed(file, "design", spec.study.design),
    )
    if design != spec.study.design:
        hints = replace(hints, design=design)
    if spec.arms:
        labels = [arm.label for arm in spec.arms]
        now = next(i for i, arm in enumerate(spec.arms) if arm.reference)
        chosen = st.radio(view.say("mapping.reference"), labels, index=now, horizontal=True,
                          format_func=plain, key=keyed(file, "reference", labels[now]))  # fmt: skip
        if chosen != labels[now]:
            hints = replace(hints, reference=chosen)
    order = st.selectbox(
        view.say("mapping.date_order"),
        ORDERS,
        index=ORDERS.index(hints.date_order),
        format_func=lambda o: view.say(f"mapping.order.{o or 'auto'}"),
        key=keyed(file, "order", hints.date_order),
    )
    undecided = [i for i in view.study.issues if i.rule in UNDECIDED]
    if undecided and not order:
        n = sum(len(i.cells) or 1 for i in undecided)
        st.warning(view.say("mapping.order_needed", n=n), icon=":material/warning:")
    missing = st.text_input(
        view.say("mapping.missing"), ", ".join(hints.missing),
        key=keyed(file, "missing", *hints.missing), help=view.say("mapping.missing_help"),
    )  # fmt: skip
    codes = tuple(part.strip() for part in missing.split(",") if part.strip())
    return replace(_choose_cutoff(view, hints, file), date_order=order, missing=codes)


def _choose_cutoff(view: View, hints: Hints, file: str) -> Hints:
    now = view.spec.study.data_cutoff
    if now is None:
        return hints
    chosen = st.date_input(
        view.say("mapping.cutoff"), now, min_value=dt.date(1950, 1, 1),
        max_value=dt.date(2100, 12, 31), key=keyed(file, "cutoff", f"{now}"),
    )  # fmt: skip
    if not isinstance(chosen, dt.date) or chosen == now:
        return hints
    return replace(hints, data_cutoff=chosen.isoformat())
