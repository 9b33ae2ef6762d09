"""Response of the tumor: objective response with its denominators, and every category."""

from typing import Any

import streamlit as st

from components.choice import choose_one
from components.estimand import show_estimand
from components.frame import show_drawn, show_method, show_missing_sheet, show_notes, show_table
from components.status import caption_of
from components.strata import choose_strata, strata_labels
from components.view import View
from outcomes.estimators.proportions.rates import proportion_difference
from outcomes.estimators.recurrence.best_response import CATEGORIES, NOT_ASSESSED, best_response
from outcomes.figures.base.table import Table, estimate_cell
from outcomes.figures.row_plot.proportions import proportions_figure
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Result
from outcomes.wording import format_estimate

RATES = ("response", "response_measurable")


def response_endpoints(view: View) -> list[Endpoint]:
    """Return the protocol's response rates."""
    return [e for e in view.spec.endpoints if e.success == "objective_response"]


def show_response(view: View) -> None:
    """Show the objective response rate and the best overall response in each stratum."""
    if "response" not in view.study.tables:
        show_missing_sheet(view, "response", view.say("recurrence.response_purpose"))
        return
    by_id = {e.id: e for e in response_endpoints(view)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(by_id) > 1:
            name = choose_one(view.say("survival.endpoint"), list(by_id), key="response",
                              named=lambda i: view.endpoint_label(by_id[i]))  # fmt: skip
        else:
            (name,) = by_id
        by = choose_strata(view)
        show_estimand(view, by_id[name])
    result = view.result(best_response, name, by=by)
    labels = strata_labels(view, by)
    blocks = [
        (view.say(f"recurrence.{rate}"), Result("best_response", name, notes=result.notes,
         estimates=tuple(e for e in result.estimates if e.covariates == (rate,))))
        for rate in RATES
    ]  # fmt: skip
    above = differences(view, name) if not by else []

    def draw(theme: str) -> Any:
        return proportions_figure(
            blocks, labels=labels, caption=caption_of(view), language=view.language,
            theme=theme, above=above,
        )  # fmt: skip

    said = [f"{title}, {labels.get(e.group, '')}: {e.n_events}/{e.n}"
            for title, block in blocks for e in block.estimates]  # fmt: skip
    alt = f"{view.endpoint_label(by_id[name])}. {'; '.join([*said, *above])}"
    show_drawn(view, draw, lambda: [result], key=f"{name}-response", alt=alt)
    some = {e.group for e in result.estimates if e.n}
    shown = {group: label for group, label in labels.items() if group in some}
    show_table(response_table(view, result, shown))
    show_method(view, view.say("recurrence.response_method"),
                view.say("recurrence.response_details"))  # fmt: skip
    show_notes(result)


def differences(view: View, endpoint: str) -> list[str]:
    """Return the difference between the arms in words, where arms may be compared."""
    if not view.spec.compared_arms or view.post_baseline:
        return []
    lines = []
    for arm in view.spec.compared_arms:
        found = view.result(proportion_difference, endpoint).pick("risk_difference", arm.id)
        if found is None or found.value is None:
            continue
        arms = view.say("contrast.arms", arm=view.labels[arm.id],
                        reference=view.labels[found.reference or ""])  # fmt: skip
        value = format_estimate(found.value, found.interval, "risk_difference", n=found.n,
                                language=view.language)  # fmt: skip
        lines.append(view.say("recurrence.difference", arms=arms, value=value))
    return lines


def response_table(view: View, result: Result, labels: dict[str, str]) -> Table:
    """Return a row per category and a column per group: n/N (percent), exact interval."""
    found = {(e.covariates[0], e.group): e for e in result.estimates}
    rows = []
    for category in (*RATES, *CATEGORIES, NOT_ASSESSED):
        name = view.say_or(f"recurrence.{category}", category)
        cells = []
        for group in labels:
            e = found.get((category, group))
            if e is None or not e.n:
                cells.append(view.say("recurrence.none_measurable") if e else "")
                continue
            printed = estimate_cell(e, "proportion", view.language)
            cells.append(f"{e.n_events}/{e.n}, {printed}")
        rows.append((name, *cells))
    return Table((view.say("recurrence.category"), *labels.values()), tuple(rows))
