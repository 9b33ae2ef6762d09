"""Published results beside the study's own, off by default: markers, never a comparison."""

from dataclasses import replace
from typing import Any

import streamlit as st

from components.access import studies_directory
from components.answers import contrasts_of, covariate_names, curves_of
from components.choice import choose_one, choose_switch
from components.frame import show_drawn, show_table
from components.published_words import Asked, remarks_of, table_of
from components.status import caption_of
from components.view import View
from outcomes.estimators.proportions.rates import proportion
from outcomes.figures.row_plot.published import RATIOS, PublishedRow, published_figure
from outcomes.model.benchmarks import Published, PublishedQuantity, benchmarks_beside
from outcomes.model.protocol import DAYS_PER, Endpoint
from outcomes.results.result import Curve, Estimate, Interval, Result

SETTINGS = ("therapeutic", "prophylactic")
# What an endpoint measures, by what it is made of: its id is the author's choice.
BY_EVENT = {
    ("death_date",): "os",
    ("peritoneal_recurrence_date",): "peritoneal_recurrence",
    ("regional_recurrence_date",): "regional_recurrence",
}
BY_SUCCESS = {"conversion_surgery": "conversion"}
RELATED = {"ascites_control": ("ascites_response",)}


def show_published(view: View, endpoint: Endpoint) -> None:
    """Offer the published results of the endpoint; once asked for, draw and tabulate them.

    Nothing is drawn where the study names no published result of this endpoint.
    """
    published = published_of(view)
    offered = {asked.code: asked for asked in quantities_of(published, endpoint)}
    if not offered:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if not choose_published(view):
            return
        code = choose_one(
            view.say("published.what"), list(offered), key="published_what",
            named=lambda c: _title(view, offered[c]), show_label=False, width=420,
        )  # fmt: skip
    asked = offered[code]
    st.markdown(f"**{view.say('published.caution')}**")
    own = own_rows(view, endpoint, asked)
    home = setting_of(view, endpoint)
    if own and home not in SETTINGS:
        _show_panel(view, endpoint, asked, "own", own)
    for setting in SETTINGS:
        rows = [r for p in published if p.setting == setting for r in rows_of(view, p, asked)]
        if rows:
            mine = own if home == setting else []
            _show_panel(view, endpoint, asked, setting, [*mine, *rows])
            show_table(table_of(view, [p for p in published if p.setting == setting], asked))
    st.caption(remarks_of(view))


def published_of(view: View) -> tuple[Published, ...]:
    """Return the published studies the protocol names, in its order."""
    known = {p.id: p for p in benchmarks_beside(studies_directory())}
    return tuple(known[name] for name in view.spec.benchmarks if name in known)


def choose_published(view: View) -> bool:
    """Ask whether published results are shown; one answer for all pages."""
    if not view.spec.benchmarks:
        return False
    return choose_switch(
        view.say("published.show"), key="published", help=view.say("published.help")
    )


def short_name(view: View, row: PublishedRow) -> str:
    """Return the trial of a hazard ratio, and whether this was adjusted."""
    adjusted = row.name == view.say("published.adjusted", name=row.name.rpartition(", ")[0])
    return view.say("published.adjusted", name=row.block) if adjusted else row.block


def published_ratios(view: View, endpoint: Endpoint) -> list[PublishedRow]:
    """Return the hazard ratios of the published studies named, with their intervals.

    Only of the study's own setting: prevention and treatment never share an axis.
    """
    asked = Asked(measure_of(endpoint), "hazard_ratio")
    own = setting_of(view, endpoint)
    return [r for p in published_of(view) if p.setting == own for r in rows_of(view, p, asked)]


def setting_of(view: View, endpoint: Endpoint) -> str | None:
    """Return the setting of an endpoint: after radical surgery disease is to be prevented."""
    setting = view.spec.study.setting
    mixed = setting not in SETTINGS
    return "prophylactic" if mixed and endpoint.origin == "surgery_date" else setting


def measure_of(endpoint: Endpoint) -> str:
    """Return what an endpoint measures, in the words of the published results."""
    if endpoint.kind == "proportion":
        success = endpoint.success or endpoint.id
        return BY_SUCCESS.get(success, success)
    return BY_EVENT.get(endpoint.event, endpoint.id)


def quantities_of(published: tuple[Published, ...], endpoint: Endpoint) -> list[Asked]:
    """Return what was published about an endpoint: medians, then ratios, then shares by time."""
    first = measure_of(endpoint)
    measures = (first, *RELATED.get(first, ()))
    found = {
        Asked(item.endpoint, item.quantity, item.at)
        for p in published
        for item in p.quantities
        if item.endpoint in measures
    }
    order = ["median", *RATIOS, "survival", "cumulative_incidence", "proportion"]
    return sorted(
        found, key=lambda a: (measures.index(a.measure), order.index(a.quantity), a.at or 0)
    )


def rows_of(view: View, published: Published, asked: Asked) -> list[PublishedRow]:
    """Return the rows of one published study."""
    return [
        _published_row(view, published, item)
        for item in published.quantities
        if Asked(item.endpoint, item.quantity, item.at) == asked
    ]


def _published_row(view: View, published: Published, item: PublishedQuantity) -> PublishedRow:
    share = item.share
    scale = 1.0 if share is None else 0.01
    if item.quantity == "median":
        scale = DAYS_PER[item.unit] / DAYS_PER[view.spec.study.time_unit]
    value = share if share is not None else (item.value or 0.0) * scale
    interval = None
    if item.interval:
        low, high = (limit * scale for limit in item.interval)
        interval = Interval(low, high, item.level or 0.95)
    arm, other = published.arm(item.arm), published.arm(item.reference)
    name = arm.label if arm else view.say("group.all")
    if arm and other:
        name = view.say("contrast.arms", arm=arm.label, reference=other.label)
    if item.adjusted:
        name = view.say("published.adjusted", name=name)
    counted = item.numerator if item.denominator else None
    n = item.denominator or (arm.n if arm else None)
    estimate = Estimate(item.quantity, item.arm or "all", item.reference or None, value, interval,
                        at=item.at, p_value=item.p_value, n=n, n_events=counted)  # fmt: skip
    return PublishedRow(published.label, name, estimate, level_known=item.level is not None)


def own_rows(view: View, endpoint: Endpoint, asked: Asked) -> list[PublishedRow]:
    """Return this study's estimates of the same quantity."""
    if asked.measure != measure_of(endpoint):
        return []
    block = view.say("published.own")
    if asked.quantity == "hazard_ratio":
        return [
            PublishedRow(block, _model(view, result, estimate), estimate, own=True)
            for result in contrasts_of(view, endpoint)
            for estimate in result.all("hazard_ratio")
        ]
    return [
        PublishedRow(block, view.labels.get(e.group, e.group), e, own=True)
        for e in _own_estimates(view, endpoint, asked)
    ]


def _model(view: View, result: Result, estimate: Estimate) -> str:
    """Return the arm and what the model allows for, short enough for a row."""
    by = covariate_names(view, estimate.covariates)
    model = view.say(f"published.{result.analysis}", by=by)
    return f"{view.labels[estimate.group]}, {model}" if len(view.labels) > 2 else model


def _own_estimates(view: View, endpoint: Endpoint, asked: Asked) -> list[Estimate]:
    if asked.quantity == "proportion":
        found = view.result(proportion, endpoint.id).all("proportion")
        return [e for e in found if not e.method]
    result = curves_of(view, endpoint)
    if asked.at is None:
        return list(result.all(asked.quantity))
    at = asked.at * DAYS_PER["months"] / DAYS_PER[view.spec.study.time_unit]
    return [read_at(curve, at) for curve in result.curves if curve.quantity == asked.quantity]


def read_at(curve: Curve, at: float) -> Estimate:
    """Return a curve's value at a time; None where follow-up ended before, unless at survival 0."""
    n = int(curve.n_at_risk[0]) if curve.n_at_risk else None
    over = curve.quantity == "survival" and curve.value[-1] == 0
    if at > curve.time[-1] and not over:
        return Estimate(curve.quantity, curve.group, at=at, n=n, notes=("follow-up is shorter",))
    last = max(i for i, time in enumerate(curve.time) if time <= at)
    interval = Interval(curve.ci_low[last], curve.ci_high[last]) if curve.ci_low else None
    return Estimate(curve.quantity, curve.group, value=curve.value[last], interval=interval,
                    at=at, n=n)  # fmt: skip


def _show_panel(
    view: View, endpoint: Endpoint, asked: Asked, setting: str, rows: list[PublishedRow]
) -> None:
    if setting in SETTINGS:
        st.markdown(f"**{view.say(f'published.{setting}')}**")
    caution = view.say("published.caution")

    def draw(theme: str) -> Any:
        return published_figure(
            rows, labels=view.labels, x_title=_title(view, asked), language=view.language,
            theme=theme, caption=[*caption_of(view, endpoint), caution],
        )  # fmt: skip

    said = "; ".join(f"{r.block}, {r.name}: {r.estimate.value:.3g}" for r in rows if r.drawn)
    numbers = tuple(
        r.estimate if r.own else replace(r.estimate, method=f"published: {r.block}, {r.name}")
        for r in rows
    )
    drawn = [Result("published", endpoint.id, estimates=numbers, notes=(caution,))]
    alt = f"{_title(view, asked)}. {caution} {said}"
    show_drawn(view, draw, lambda: drawn, key=f"{endpoint.id}-published-{setting}", alt=alt)


def _title(view: View, asked: Asked) -> str:
    """Return the quantity with its unit, as the figure's axis and the control say it."""
    unit = view.say(f"unit.{view.spec.study.time_unit}")
    at = f"{asked.at or 0:g}"
    measure = view.say_or(f"published.measure.{asked.measure}", asked.measure.replace("_", " "))
    months = view.say("unit.months")
    words = view.say(
        f"published.{asked.quantity}", measure=measure, unit=unit, at=at, months=months
    )
    return words[:1].upper() + words[1:]
