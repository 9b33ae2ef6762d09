"""What is not in the data: follow-up that was lost, and what nobody measured."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.answers import covariate_names
from components.frame import show_drawn, show_method, show_notes
from components.status import caption_of, plain
from components.view import View
from outcomes.displays.adjusted.ladder import key_covariates
from outcomes.estimators.adjusted.robustness.e_value import e_value
from outcomes.estimators.adjusted.robustness.tipping_point import tipping_point
from outcomes.figures.base.describe_ladder import describe_ladder
from outcomes.figures.row_plot.ladder import ladder_figure
from outcomes.figures.row_plot.ladder_rows import LadderRow
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_value


def show_robustness(view: View, endpoint: Endpoint, arm: str) -> None:
    """Show how bad lost follow-up, or how strong something unmeasured, would have to be."""
    if endpoint.kind != "time_to_event":
        st.info(view.say("robustness.only_times"), icon=":material/info:")
        return
    key = key_covariates(view.spec)
    with st.spinner(view.say("panel.fitting")):
        found = view.result(tipping_point, endpoint.id, covariates=key)
    st.markdown(f"**{view.say('robustness.tipping')}**")
    st.markdown(plain(_tipping_words(view, found, arm)))
    rows = _rows(view, found, arm, key)
    reference = view.spec.reference

    def draw(theme: str) -> Any:
        return ladder_figure(
            rows,
            labels=view.labels,
            favors=(arm, reference.id) if reference else None,
            caption=caption_of(view, endpoint),
            language=view.language,
            theme=theme,
        )

    alt = describe_ladder(rows, language=view.language)
    show_drawn(view, draw, lambda: [found], key=f"{endpoint.id}-tipping", alt=alt)
    show_method(view, view.say("robustness.tipping_method", arm=view.labels[arm], m=20))
    unmeasured = view.result(e_value, endpoint.id, covariates=key)
    st.markdown(f"**{view.say('robustness.e_value')}**")
    st.markdown(plain(_e_value_words(view, unmeasured, arm)))
    show_notes(found)


def _of_arm(result: Result, quantity: str, arm: str) -> list[Estimate]:
    return [e for e in result.all(quantity) if e.group == arm]


def _tipping_words(view: View, found: Result, arm: str) -> str:
    ratios = _of_arm(found, "hazard_ratio", arm)
    tipping = next(iter(_of_arm(found, "tipping_delta", arm)), None)
    if tipping is not None and tipping.value is not None:
        delta = format_value(tipping.value, "ratio", language=view.language)
        return view.say("robustness.tipping_answer", arm=view.labels[arm], delta=delta)
    same = next((e for e in ratios if e.at == 1), None)
    if same is None or same.ci_low is None or same.ci_high is None:
        notes = (tipping.notes if tipping else ()) or found.notes
        return next(iter(notes), view.say("ladder.none"))
    if same.ci_low <= 1 <= same.ci_high:
        return view.say("robustness.tipping_already")
    most = max(e.at for e in ratios if e.at is not None)
    return view.say("robustness.tipping_never", arm=view.labels[arm], delta=f"{most:g}")


def _rows(view: View, found: Result, arm: str, key: Sequence[str]) -> list[LadderRow]:
    names = covariate_names(view, tuple(key))
    block = view.say("rung.key", names=names) if names else view.say("rung.unadjusted")
    ratios = _of_arm(found, "hazard_ratio", arm)
    extremes = [e for e in ratios if e.at is None]
    words = [view.say("robustness.worst"), view.say("robustness.best")]
    rows = []
    for e in ratios:
        if e.at is None:
            name = words[extremes.index(e) % 2]
        else:
            name = view.say("robustness.delta", delta=f"{e.at:g}")
        why = next(iter(e.notes), "") if e.value is None else ""
        rows.append(LadderRow(name, block, e, primary=e.at == 1, why=why))
    return rows


def _e_value_words(view: View, found: Result, arm: str) -> str:
    value = next(iter(_of_arm(found, "e_value", arm)), None)
    limit = next(iter(_of_arm(found, "e_value_limit", arm)), None)
    if value is None or value.value is None:
        return next(iter((value.notes if value else ()) or found.notes), view.say("ladder.none"))
    said = view.say(
        "robustness.e_value_answer",
        value=format_value(value.value, "ratio", language=view.language),
        limit=format_value(limit.value if limit else None, "ratio", language=view.language),
    )
    if view.spec.study.design == "randomised":
        return f"{said} {view.say('robustness.e_value_randomized')}"
    return said
