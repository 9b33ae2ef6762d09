"""Panels of models: what lies beyond the data, and how well the outcome can be foretold."""

from typing import Any

import streamlit as st

from components.answers import covariate_names
from components.choice import choose_number
from components.curves import x_title
from components.frame import show_download, show_drawn, show_method, show_notes, show_table
from components.panels import last_time
from components.status import caption_of
from components.view import View
from outcomes.estimators.extrapolation import MODELS, extrapolation
from outcomes.estimators.prediction import prediction
from outcomes.estimators.survival import kaplan_meier
from outcomes.figures.describe_depth import describe_extrapolation
from outcomes.figures.extrapolation import extrapolation_figure
from outcomes.protocol import Endpoint
from outcomes.results import Estimate
from outcomes.tables import estimates_table, models_table
from outcomes.wording import format_at


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
    st.caption(view.say("panel.predictors", by=covariate_names(view, covariates)))
    ranked = ("entry_order", "permutation_importance")
    left, right = st.columns(2, gap="medium")
    for column, found in (
        (left, [e for e in result.estimates if e.quantity not in ranked]),
        (right, [e for e in result.estimates if e.quantity in ranked]),
    ):
        with column:
            named = [(_prediction_name(view, e), e) for e in found]
            show_table(estimates_table(named, view.language, p_values=False))
    show_method(view, view.say("panel.prediction_method"))
    show_notes(result)
    show_download(view, f"{endpoint.id}-prediction", lambda: [result])


def _prediction_name(view: View, estimate: Estimate) -> str:
    unit = view.say(f"unit.{view.spec.study.time_unit}.short")
    parts = [view.say_or(f"quantity.{estimate.quantity}", estimate.quantity)]
    if estimate.quantity in ("entry_order", "permutation_importance"):
        parts.append(", ".join(estimate.covariates))
    if estimate.at is not None:
        parts.append(f"{format_at(estimate.at)} {unit}")
    return " · ".join([*parts, estimate.method] if estimate.method else parts)
