"""Why patients were not resected, and what the resections found and cost."""

from dataclasses import replace

import streamlit as st

from components.conversion import rate_of
from components.frame import show_drawn, show_method, show_missing_sheet, show_notes, show_table
from components.status import caption_of
from components.view import View
from outcomes.estimators.surgery.course import kind_of
from outcomes.estimators.surgery.outcomes import REASONS, not_resected, operation_outcomes
from outcomes.figures.base.table import Table
from outcomes.figures.row_plot.ladder_steps import ShareRow, shares_by_arm_figure
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_of

LEVELS = ("r_status", "cc_score", "trg", "clavien_dindo")
SINGLE = ("major", "death_30", "death_90")
HALF_PAGE = 470  # pixels a figure has beside a table at 1280


def show_operation(view: View) -> None:
    """Show the reasons beside a description of the resections."""
    if not view.study.has("surgery"):
        show_missing_sheet(view, "surgery", view.say("conversion.purpose.operation"))
        return
    if kind_of(view.cohort) == "radical":
        st.info(view.say("conversion.no_conversion"), icon=":material/info:")
        show_resections(view)
        return
    left, right = st.columns([5, 6], gap="medium")
    with left:
        show_reasons(view)
    with right:
        show_resections(view)


def show_reasons(view: View) -> None:
    """Show why patients were not resected, as shares of all patients of their arm."""
    st.markdown(f"**{view.say('conversion.reasons')}**")
    result = view.result(not_resected)
    rows = [row for reason in REASONS if (row := _reason(view, result, reason)).shares]

    def draw(theme: str):
        return shares_by_arm_figure(
            rows, labels=view.labels, language=view.language, theme=theme, width=HALF_PAGE,
            whole=False, caption=caption_of(view, rate_of(view)),
        )  # fmt: skip

    said = [f"{row.name}: {_counts(view, row.shares)}" for row in rows]
    alt = view.say("list.comma").join(said) or view.say("conversion.nobody")
    show_drawn(view, draw, lambda: [result], key="not-resected", alt=alt)
    show_method(view, view.say("conversion.reasons.method"))
    show_notes(result)


def _reason(view: View, result: Result, reason: str) -> ShareRow:
    shares = [
        replace(e, interval=None)  # a description: intervals stand in the CSV
        for e in result.all("proportion")
        if e.covariates == (reason,) and e.group in view.labels
    ]
    return ShareRow(view.say(f"conversion.reason.{reason}"), tuple(shares))


def _counts(view: View, shares: tuple[Estimate, ...]) -> str:
    return " / ".join(f"{e.n_events}/{e.n} {view.labels[e.group]}" for e in shares)


def show_resections(view: View) -> None:
    """Show R status, cytoreduction, regression, complications and early deaths by arm."""
    st.markdown(f"**{view.say('conversion.operations')}**")
    result = view.result(operation_outcomes)
    if not result.estimates:
        st.info(view.say("conversion.nobody"), icon=":material/info:")
        return
    groups = dict(view.labels)
    if len(groups) > 1:
        groups["all"] = view.say("group.all")
    rows = [_row(view, result, item, list(groups)) for item in SINGLE]
    rows += [_levels(view, result, item, list(groups)) for item in LEVELS]
    rows = [row for row in rows if any(row[1:])]
    show_table(Table((view.say("column.characteristic"), *groups.values()), tuple(rows)))
    method, details = "conversion.operations.method", "conversion.operations.details"
    show_method(view, view.say(method), view.say(details))
    show_notes(result)


def _levels(view: View, result: Result, item: str, groups: list[str]) -> tuple[str, ...]:
    """Return one row per item: the counts of its levels, which saves a screen of rows."""
    found = [e for e in result.all("proportion") if e.covariates[:1] == (item,)]
    levels = list(dict.fromkeys(e.covariates[1] for e in found))
    if not levels:
        return ("",)
    cells = []
    for group in groups:
        mine = {e.covariates[1]: e for e in found if e.group == group}
        counts = " / ".join(f"{mine[level].n_events}" for level in levels)
        n = mine[levels[0]].n or 0
        cells.append(
            view.say("conversion.counts", counts=counts, n=n) + _blank(view, result, item, group)
        )
    return (f"{view.say(f'conversion.item.{item}')} {' / '.join(levels)}", *cells)


def _row(view: View, result: Result, item: str, groups: list[str]) -> tuple[str, ...]:
    """Return n/N (%) per group."""
    cells = []
    for group in groups:
        found = (e for e in result.all("proportion") if (e.group, e.covariates) == (group, (item,)))
        e = next(found, None)
        cell = format_of(e.n_events or 0, e.n or 0) if e else ""
        cells.append(cell + _blank(view, result, item, group) if cell else "")
    return (view.say(f"conversion.item.{item}"), *cells)


def _blank(view: View, result: Result, item: str, group: str) -> str:
    """Return how many have no value, or nothing where everybody has one."""
    found = result.all("n_missing")
    n = next((e.value or 0 for e in found if (e.group, e.covariates) == (group, (item,))), 0)
    return f"; {view.say('conversion.missing', n=f'{n:.0f}')}" if n else ""
