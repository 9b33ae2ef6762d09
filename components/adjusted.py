"""Adjusted curves over the unadjusted ones, and the difference of the arms over time."""

from dataclasses import replace
from typing import Any

import streamlit as st

from components.answers import covariate_names
from components.choice import choose_one
from components.curves import x_title
from components.frame import show_drawn, show_method, show_notes
from components.status import caption_of, plain
from components.view import View
from outcomes.displays.adjusted.ladder import key_covariates, prespecified
from outcomes.estimators.adjusted.standardized import standardized
from outcomes.estimators.adjusted.weighting import weighting
from outcomes.estimators.survival.contrasts import milestone_difference
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.figures.base.describe import describe
from outcomes.figures.curve_plot.adjusted import adjusted_figure, difference_figure
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Result


def show_adjusted(view: View, endpoint: Endpoint, arm: str) -> None:
    """Show the curves standardized or weighted over the prespecified set, and their difference."""
    if endpoint.kind != "time_to_event":
        st.info(view.say("panel.not_competing"), icon=":material/info:")
        return
    how = choose_one(
        view.say("adjusted.how"),
        ("standardized", "iptw"),
        named=lambda h: view.say(f"adjusted.{h}"),
        key="how",
        segmented=True,
        show_label=False,
    )
    covariates = prespecified(view.spec) or key_covariates(view.spec)
    estimator = standardized if how == "standardized" else weighting
    found = _of_contrast(view.result(estimator, endpoint.id, covariates=covariates), arm)
    plain_curves = view.result(kaplan_meier, endpoint.id)
    names = covariate_names(view, covariates)
    above = view.say("adjusted.above", how=view.say(f"adjusted.{how}_words"), names=names)
    left, right = st.columns([8, 5], gap="medium")
    with left:

        def draw(theme: str) -> Any:
            return adjusted_figure(
                found,
                plain_curves,
                labels=view.labels,
                above=(above,),
                caption=caption_of(view, endpoint),
                x_title=x_title(view, endpoint),
                language=view.language,
                theme=theme,
                width=560,
            )

        alt = describe(found, view.labels, contrast=(), language=view.language)
        show_drawn(view, draw, lambda: [found, plain_curves], key=f"{how}-curves", alt=alt)
    with right:
        _show_difference(view, endpoint, arm, covariates)
    show_method(view, view.say("adjusted.method"))
    show_notes(found)


def _of_contrast(result: Result, arm: str) -> Result:
    """Keep the curves of one contrast: with several arms the reference has one for each."""
    curves = result.curves
    ends = [i for i, c in enumerate(curves) if c.quantity == "survival_difference"]
    if len(ends) < 2:
        return result
    end = next((i for i in ends if curves[i].group == arm), ends[0])
    return replace(result, curves=curves[end - 2 : end + 1])


def _show_difference(view: View, endpoint: Endpoint, arm: str, covariates: tuple[str, ...]) -> None:
    found = view.result(standardized, endpoint.id, covariates=covariates)
    curve = next(
        (c for c in found.curves if c.quantity == "survival_difference" and c.group == arm), None
    )
    single = view.result(milestone_difference, endpoint.id) if endpoint.landmarks else Result("")
    points = [e for e in single.all("survival_difference") if e.group == arm]
    reference = view.spec.reference
    if reference is None:
        return
    words = view.say("adjusted.difference", arm=view.labels[arm], reference=reference.label)
    st.markdown(f"**{plain(words)}**")

    def draw(theme: str) -> Any:
        return difference_figure(
            curve,
            reference.id,
            labels=view.labels,
            unadjusted=points,
            x_title=x_title(view, endpoint),
            caption=caption_of(view, endpoint),
            language=view.language,
            theme=theme,
            width=380,
        )

    show_drawn(view, draw, lambda: [found, single], key="difference", alt=words)
