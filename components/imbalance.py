"""The imbalance a study must answer for: who was in the arms, and what weighting does to it."""

from typing import Any

import streamlit as st

from components.answers import covariate_names
from components.frame import show_drawn, show_method, show_notes
from components.labels import covariate_label, level_label
from components.status import caption_of, plain
from components.view import View
from outcomes.displays.adjusted.ladder import key_covariates, prespecified
from outcomes.estimators.adjusted.balance import after_weighting, balance
from outcomes.estimators.conduct.baseline import baseline
from outcomes.figures.row_plot.overlap import overlap_figure
from outcomes.figures.row_plot.rows import love_plot
from outcomes.figures.row_plot.shares import shares_figure
from outcomes.model.cohort import levels_of
from outcomes.model.protocol import Covariate, Endpoint
from outcomes.results.result import Result
from outcomes.wording import format_number


def show_imbalance(view: View, endpoint: Endpoint, arm: str) -> None:
    """Show the key covariate by arm, all differences before and after weighting, and overlap."""
    key = key_covariates(view.spec) or prespecified(view.spec)[:1]
    everything = prespecified(view.spec) or key
    table = view.result(baseline)
    for covariate in (view.spec.covariate(name) for name in key):
        st.markdown(f"**{_title(view, covariate)}**")
        _show_shares(view, covariate, table)
    weighed = view.result(balance, "", covariates=everything)
    left, right = st.columns([5, 4], gap="medium")
    with left:
        st.markdown(f"**{view.say('imbalance.love')}**")
        _show_love(view, weighed)
    with right:
        st.markdown(f"**{view.say('imbalance.propensity')}**")
        _show_overlap(view, weighed, arm)
    names = plain(covariate_names(view, everything))
    show_method(
        view,
        view.say("imbalance.method"),
        view.say("imbalance.method_weights", names=names),
    )
    show_notes(weighed)


def _title(view: View, covariate: Covariate) -> str:
    label = covariate_label(covariate, view.language)
    return plain(view.say("imbalance.shares", covariate=label))


def _show_shares(view: View, covariate: Covariate, table: Result) -> None:
    label = covariate_label(covariate, view.language)
    if covariate.kind == "continuous":
        means = {e.group: e for e in table.all("mean") if e.covariates == (covariate.id,)}
        spread = {e.group: e for e in table.all("sd") if e.covariates == (covariate.id,)}
        for group, name in view.labels.items():
            mean, sd = (found[group].value if group in found else None for found in (means, spread))
            if mean is not None and sd is not None:
                words = view.say(
                    "imbalance.mean",
                    label=label,
                    arm=name,
                    mean=format_number(mean, 1),
                    sd=format_number(sd, 1),
                )
                st.markdown(plain(words))
        return
    levels = {
        level: level_label(covariate, level, view.language)
        for level in levels_of(view.study, covariate.id)
    }

    def draw(theme: str) -> Any:
        return shares_figure(
            table,
            covariate.id,
            labels=view.labels,
            levels=levels,
            language=view.language,
            theme=theme,
            caption=caption_of(view),
        )

    show_drawn(view, draw, lambda: [table], key=f"shares-{covariate.id}", alt=label)


def _show_love(view: View, weighed: Result) -> None:
    names = {c.id: covariate_label(c, view.language) for c in view.spec.covariates}

    def draw(theme: str) -> Any:
        return love_plot(
            weighed,
            labels=view.labels,
            covariates=names,
            weighted=after_weighting(weighed),
            language=view.language,
            theme=theme,
            width=500,
            caption=caption_of(view),
        )

    alt = "; ".join(
        f"{names.get(e.covariates[0], '')} {format_number(e.value, 2)}"
        for e in weighed.all("smd")
        if e.value is not None
    )
    show_drawn(view, draw, lambda: [weighed], key="love", alt=alt)


def _show_overlap(view: View, weighed: Result, arm: str) -> None:
    def draw(theme: str) -> Any:
        return overlap_figure(
            weighed,
            arm,
            labels=view.labels,
            caption=caption_of(view),
            language=view.language,
            theme=theme,
            width=400,
        )

    sizes = [e for e in weighed.all("effective_sample_size") if e.value is not None]
    said = [
        view.say(
            "imbalance.ess_of",
            arm=view.labels.get(e.group, e.group),
            ess=format_number(e.value or 0.0, 0),
            n=e.n,
        )
        for e in sizes
    ]
    words = f"{view.say('imbalance.ess')}: {'; '.join(said)}" if said else ""
    show_drawn(view, draw, lambda: [weighed], key="overlap", alt=words)
    if words:
        st.caption(plain(words))
