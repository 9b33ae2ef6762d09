"""Panels of models: what lies beyond the data, and how well the outcome can be foretold."""

from typing import Any

import streamlit as st

from components.answers import covariate_names
from components.choice import choose_number
from components.curves import x_title
from components.frame import show_download, show_drawn, show_method, show_notes, show_table
from components.labels import covariate_label, level_label
from components.panels import last_time
from components.status import caption_of, plain
from components.view import View
from outcomes.estimators.survival.extrapolation import MODELS, extrapolation
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.estimators.survival.prediction import HELD_OUT, NULL, SAME, prediction
from outcomes.figures.base.describe_depth import describe_extrapolation
from outcomes.figures.base.table import Table, estimate_cell, models_table
from outcomes.figures.curve_plot.extrapolation import extrapolation_figure
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_at

RANKED = ("entry_order", "permutation_importance")
WAYS = {SAME: "prediction.same", HELD_OUT: "prediction.held_out", NULL: "prediction.null"}


def show_extrapolation(view: View, endpoint: Endpoint) -> None:
    """Show parametric models beyond the last observed time, marked as such."""
    if endpoint.kind == "competing":
        st.info(view.say("panel.not_competing"), icon=":material/info:")
        return
    observed = view.result(kaplan_meier, endpoint.id)
    last = last_time(observed)
    if not last:
        st.info(view.say("survival.none"), icon=":material/info:")
        return
    unit = view.say(f"unit.{view.spec.study.time_unit}")
    label = view.say("panel.tau", unit=unit)
    horizon = choose_number(label, last, 4 * last, 2 * last, last / 4, key="beyond")
    with st.spinner(view.say("panel.fitting")):
        result = view.result(extrapolation, endpoint.id, horizon=horizon)

    def draw(theme: str) -> Any:
        return extrapolation_figure(
            result,
            observed,
            labels=view.labels,
            names={model: view.say(f"model.{model}") for model in MODELS},
            horizon=horizon,
            x_title=x_title(view, endpoint),
            language=view.language,
            theme=theme,
            caption=caption_of(view, endpoint),
        )

    alt = describe_extrapolation(result, view.labels, language=view.language)
    show_drawn(view, draw, lambda: [observed, result], key=f"{endpoint.id}-extrapolation", alt=alt)
    show_table(models_table(result, view.labels, view.language))
    show_method(view, view.say("panel.extrapolation_method"))
    show_notes(result)


def show_prediction(view: View, endpoint: Endpoint) -> None:
    """Show how well the prespecified covariates foretell the endpoint."""
    covariates = tuple(c.id for c in view.spec.covariates if c.adjust)
    if not covariates:
        st.info(view.say("panel.no_adjust"), icon=":material/info:")
        return
    with st.spinner(view.say("panel.fitting")):
        result = view.result(prediction, endpoint.id, covariates=covariates)
    st.caption(view.say("panel.predictors", by=plain(covariate_names(view, covariates))))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        show_table(_measures_table(view, result))
    with right:
        for quantity in RANKED:
            if result.all(quantity):
                show_table(_ranks_table(view, result, quantity))
    show_method(view, view.say("panel.prediction_method"))
    show_notes(result)
    show_download(view, f"{endpoint.id}-prediction", lambda: [result])


def _measures_table(view: View, result: Result) -> Table:
    """Return a row per measure of prediction, a column per set of patients it was taken in."""
    rows: dict[str, dict[str, str]] = {}
    judged = [e for e in result.estimates if e.quantity not in RANKED]
    for e in judged:
        how = next((way for way in WAYS if way in (e.method or "")), SAME)
        cells = rows.setdefault(_measure_name(view, e), {})
        cells[how] = estimate_cell(e, e.quantity, view.language)
    counted = next((f" · {e.n_events}/{e.n}" for e in judged if e.n), "")
    heads = [view.say("column.what") + counted, *(view.say(key) for key in WAYS.values())]
    body = [(name, *(cells.get(way, "") for way in WAYS)) for name, cells in rows.items()]
    return Table(tuple(heads), tuple(body))


def _measure_name(view: View, estimate: Estimate) -> str:
    unit = view.say(f"unit.{view.spec.study.time_unit}.short")
    parts = [view.say_or(f"quantity.{estimate.quantity}", estimate.quantity)]
    parts += [who for who in ("Harrell", "Uno") if (estimate.method or "").startswith(who)]
    if estimate.at is not None:
        parts.append(f"{format_at(estimate.at)} {unit}")
    return " · ".join(parts)


def _ranks_table(view: View, result: Result, quantity: str) -> Table:
    """Return what each covariate carries by one of the two rankings."""
    rows = [
        (" · ".join(_column_label(view, name) for name in e.covariates),
         estimate_cell(e, quantity, view.language))
        for e in result.all(quantity)
    ]  # fmt: skip
    heads = (view.say("column.characteristic"), view.say(f"quantity.{quantity}"))
    return Table(heads, tuple(rows))


def _column_label(view: View, name: str) -> str:
    """Return the label of a covariate, with the level where the model has a column for it."""
    column, _, level = name.partition("=")
    covariate = next((c for c in view.spec.covariates if c.id == column), None)
    if covariate is None:
        return name
    label = covariate_label(covariate, view.language)
    return f"{label}: {level_label(covariate, level, view.language)}" if level else label
