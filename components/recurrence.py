"""Recurrence by stratum: the risk of it, freedom from it, and where it came back."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components.answers import curves_of, definition_of
from components.choice import choose_one
from components.curves import show_curves, x_title
from components.estimand import show_estimand
from components.frame import show_drawn, show_method, show_missing_sheet, show_notes, show_table
from components.status import caption_of, plain
from components.strata import choose_strata, short_labels, strata_labels
from components.view import View
from outcomes.dictionary import sheet_named
from outcomes.estimators.recurrence.after_surgery import recurrence, recurrence_sites
from outcomes.figures.base.table import Table, estimate_cell
from outcomes.figures.curve_plot.curves import survival_figure
from outcomes.figures.row_plot.proportions import proportions_figure
from outcomes.model.protocol import DAYS_PER, Endpoint
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_of

MONTHS = (12, 24, 36)
DRAWN_SITES = 4
Labels = Mapping[str, str]


def recurrence_endpoints(view: View, *, competing: bool) -> list[Endpoint]:
    """Return the timed endpoints about recurrence: risks where death competes, else survival."""
    return [
        e
        for e in view.spec.endpoints
        if e.timed
        and (e.kind == "competing") == competing
        and (any("recurrence" in c for c in e.event) or e.id in ("rfs", "dfs"))
    ]


def show_risk(view: View) -> None:
    """Show the cumulative incidence of a recurrence in each stratum, death competing."""
    endpoint, by = _asked(view, recurrence_endpoints(view, competing=True))
    unit = view.spec.study.time_unit
    times = tuple(m * DAYS_PER["months"] / DAYS_PER[unit] for m in MONTHS)
    result = view.result(recurrence, endpoint.id, by=by, times=times)
    labels = strata_labels(view, by)
    if not _anybody(view, result, labels):
        return
    _draw_strata(view, endpoint, result, labels, key="recurrence-risk")
    show_table(_risk_table(view, result, _present(result, labels)))
    _show_absent(view, result, labels)
    show_method(view, view.say("recurrence.risk_method"), definition_of(view, endpoint))
    show_notes(result)


def show_free(view: View) -> None:
    """Show survival free of recurrence in each stratum, or as on the Survival tab together."""
    endpoint, by = _asked(view, recurrence_endpoints(view, competing=False))
    result = view.result(recurrence, endpoint.id, by=by)
    labels = strata_labels(view, by)
    if not _anybody(view, result, labels):
        return
    if by:
        _draw_strata(view, endpoint, result, labels, key="recurrence-free")
    else:
        show_curves(view, endpoint, curves_of(view, endpoint), key="recurrence-free")
    show_table(_free_table(view, result, _present(result, labels)))
    _show_absent(view, result, labels)
    show_method(view, view.say("recurrence.free_method"), definition_of(view, endpoint))
    show_notes(result)


def _asked(view: View, endpoints: list[Endpoint]) -> tuple[Endpoint, tuple[str, ...]]:
    """Ask for endpoint and strata; the registered definition is a click away."""
    by_id = {e.id: e for e in endpoints}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = choose_one(
            view.say("survival.endpoint"), list(by_id), key="recurrence", width=400,
            named=lambda i: view.endpoint_label(by_id[i]),
        )  # fmt: skip
        by = choose_strata(view)
        show_estimand(view, by_id[chosen])
    return by_id[chosen], by


def _present(result: Result, labels: Labels) -> dict[str, str]:
    """Return the labels of the groups in which somebody has the endpoint."""
    some = {e.group for e in result.estimates if e.n}
    return {group: label for group, label in labels.items() if group in some}


def _anybody(view: View, result: Result, labels: Labels) -> bool:
    """Say that nobody in view has the endpoint, where that is so."""
    if _present(result, labels):
        return True
    st.info(plain(view.say("recurrence.nobody", n=view.cohort.n)), icon=":material/info:")
    return False


def _show_absent(view: View, result: Result, labels: Labels) -> None:
    absent = [label for group, label in labels.items() if group not in _present(result, labels)]
    if absent:
        names = "; ".join(absent)
        st.caption(plain(view.say("recurrence.absent", names=names, n=result.n_missing)))


def _draw_strata(
    view: View, endpoint: Endpoint, result: Result, labels: Labels, *, key: str
) -> None:
    shown = _present(result, labels)
    short, common = short_labels(view, labels, shown)
    alike = [view.say("strata.common", what=common)] if common else []

    def draw(theme: str) -> Any:
        return survival_figure(
            result, labels=short, groups=tuple(shown), x_title=x_title(view, endpoint),
            caption=[*alike, *caption_of(view, endpoint)], plot_height=250,
            language=view.language, theme=theme,
        )  # fmt: skip

    kind = "cumulative_incidence" if endpoint.kind == "competing" else "median"
    said = [
        f"{labels[e.group]}{'' if e.at is None else f' ({e.at:.3g})'}: "
        f"{estimate_cell(e, kind, view.language)}"
        for e in result.all(kind) if e.group in shown
    ]  # fmt: skip
    alt = f"{view.endpoint_label(endpoint)}. {'; '.join(said)}"
    show_drawn(view, draw, lambda: [result], key=f"{endpoint.id}-{key}", alt=alt)


def _risk_table(view: View, result: Result, labels: Labels) -> Table:
    """Return per stratum the events and at each time the risk and how many are at risk."""
    unit = view.say(f"unit.{view.spec.study.time_unit}.short")
    times = sorted({e.at for e in result.all("cumulative_incidence") if e.at is not None})
    heads = [view.say("strata.column"), view.say("column.events_n")]
    for at in times:
        heads.append(view.say("column.incidence_at", at=f"{at:.3g}", unit=unit))
        heads.append(view.say("recurrence.at_risk", at=f"{at:.3g}"))
    rows = []
    for group, label in labels.items():
        cells: list[str] = []
        for at in times:
            found = result.pick("cumulative_incidence", group, at)
            left = result.pick("n_at_risk", group, at)
            cells.append(estimate_cell(found, "cumulative_incidence", view.language))
            cells.append(f"{left.value or 0:.0f}" if left else "")
        first = result.pick("cumulative_incidence", group)
        counted = f"{first.n_events}/{first.n}" if first else ""
        rows.append((label, counted, *cells))
    return Table(tuple(heads), tuple(rows))


def _free_table(view: View, result: Result, labels: Labels) -> Table:
    unit = view.say(f"unit.{view.spec.study.time_unit}.short")
    times = sorted({e.at for e in result.all("survival") if e.at is not None})
    heads = [view.say("strata.column"), view.say("column.events_n"),
             f"{view.say('column.median')}, {unit} (95% CI)",
             *(view.say("column.survival_at", at=f"{t:.3g}", unit=unit) for t in times)
            ]  # fmt: skip
    rows = []
    for group, label in labels.items():
        median = result.pick("median", group)
        if median is None:
            continue
        cells = (
            estimate_cell(result.pick("survival", group, at), "survival", view.language)
            for at in times
        )
        counted = f"{median.n_events}/{median.n}"
        rows.append((label, counted, estimate_cell(median, "median", view.language), *cells))
    return Table(tuple(heads), tuple(rows))


def show_sites(view: View) -> None:
    """Show at which sites disease came back or grew, in each stratum."""
    follow = view.study.tables.get("follow_up")
    if follow is None or "progression_sites" not in follow:
        show_missing_sheet(view, "follow_up", view.say("recurrence.sites_purpose"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = choose_strata(view)
        when = choose_one(
            view.say("recurrence.when"), ("any", "first"), key="when", segmented=True,
            named=lambda w: view.say(f"recurrence.{w}"),
        )  # fmt: skip
    result = view.result(recurrence_sites, by=by)
    labels = strata_labels(view, by)
    shown = [e for e in result.estimates if e.covariates[0] == when]
    names = site_names(view, "progression_sites")
    sites = _by_frequency(shown)
    blocks = [
        (names.get(site, site), Result("recurrence_sites", estimates=_of(shown, site)))
        for site in ["all", *sites[:DRAWN_SITES]]
    ]

    def draw(theme: str) -> Any:
        return proportions_figure(
            blocks, labels=labels, caption=caption_of(view), language=view.language, theme=theme
        )

    said = (f"{names.get(e.covariates[1], e.covariates[1])}, {labels.get(e.group, '')}: "
            f"{e.n_events}/{e.n}" for e in shown)  # fmt: skip
    show_drawn(view, draw, lambda: [result], key="recurrence-sites", alt="; ".join(said))
    show_table(sites_table(view, shown, ["all", *sites], names, labels))
    show_method(view, view.say("recurrence.sites_method"))
    show_notes(result)
    if "regional_site" in follow:
        _show_regional(view, by, when, labels)


def _show_regional(view: View, by: tuple[str, ...], when: str, labels: Labels) -> None:
    result = view.result(recurrence_sites, by=by, column="regional_site")
    shown = [e for e in result.estimates if e.covariates[0] == when]
    names = site_names(view, "regional_site")
    st.markdown(f"**{view.say('recurrence.regional')}**")
    show_table(sites_table(view, shown, ["all", *_by_frequency(shown)], names, labels))


def site_names(view: View, column: str) -> dict[str, str]:
    """Return the names of sites by code, and of any site at all."""
    codes = next(c.codes for c in sheet_named("follow_up").columns if c.name == column)
    names = {c.value: c.label_zh if view.language == "zh" else c.label for c in codes}
    return {"all": view.say("recurrence.any_site"), **names}


def _of(shown: list[Estimate], site: str) -> tuple[Estimate, ...]:
    return tuple(e for e in shown if e.covariates[1] == site)


def _by_frequency(shown: list[Estimate]) -> list[str]:
    sites = dict.fromkeys(e.covariates[1] for e in shown if e.covariates[1] != "all")
    return sorted(sites, key=lambda s: (-sum(e.n_events or 0 for e in _of(shown, s)), s))


def sites_table(
    view: View, shown: list[Estimate], sites: list[str], names: Labels, labels: Labels
) -> Table:
    """Return a row per site and a column per group: n/N (percent)."""
    found = {(e.covariates[-1], e.group): e for e in shown}
    groups = [g for g in labels if any(group == g for _, group in found)]
    rows = []
    for site in sites:
        cells = [found.get((site, g)) for g in groups]
        printed = (format_of(e.n_events or 0, e.n or 0) if e else "" for e in cells)
        rows.append((names.get(site, site), *printed))
    return Table((view.say("recurrence.site"), *(labels[g] for g in groups)), tuple(rows))
