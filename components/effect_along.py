"""The effect along a measured value, instead of on both sides of a cut."""

import pandas as pd
import streamlit as st

from components.answers import definition_of
from components.choice import choose_one
from components.frame import show_drawn, show_method, show_notes, show_table
from components.labels import covariate_label
from components.status import caption_of
from components.view import View
from components.wall import choose_p_values
from outcomes.estimators.subgroups.effect_curve import effect_curve
from outcomes.estimators.subgroups.effects import subgroups
from outcomes.figures.base.table import contrast_table
from outcomes.figures.curve_plot.effect_curve import (
    curve_of,
    describe_effect_curve,
    effect_curve_figure,
)
from outcomes.figures.curve_plot.effect_marks import Along
from outcomes.model.protocol import Covariate, Endpoint
from outcomes.results.result import Estimate, Result

WIDTH = 930  # pixels of the page beside the sidebar at 1280
BINS = 24


def measured(view: View) -> list[Covariate]:
    """Return the continuous covariates along which the effect can be shown, subgroups first."""
    found = [
        c for c in view.spec.covariates if c.kind == "continuous" and c.id in view.study.patients
    ]
    return sorted(found, key=lambda c: not c.subgroup)


def choose_measured(view: View) -> Covariate | None:
    """Ask along which covariate."""
    offered = {c.id: c for c in measured(view)}
    if not offered:
        return None
    chosen = choose_one(
        view.say("subgroups.covariate"),
        list(offered),
        named=lambda c: covariate_label(offered[c], view.language),
        key="along",
        width=220,
    )
    return offered[chosen]


def show_along(view: View, endpoint: Endpoint, covariate: Covariate | None, contrast: str) -> None:
    """Show the hazard ratio at every value of a covariate, and whether it changes."""
    if covariate is None or not endpoint.timed:
        key = "subgroups.no_measured" if covariate is None else "subgroups.not_timed"
        st.info(view.say(key), icon=":material/info:")
        return
    result = view.result(effect_curve, endpoint.id, covariate=covariate.id)
    along = along_of(view, covariate)
    overall = overall_of(view, endpoint, contrast)
    area = st.container()
    p_values = choose_p_values(view)
    with area:
        show_drawn(
            view,
            lambda theme: effect_curve_figure(
                result,
                along,
                labels=view.labels,
                contrast=contrast,
                overall=overall,
                favorable=endpoint.kind == "competing",
                p_values=p_values,
                language=view.language,
                theme=theme,
                width=WIDTH,
                caption=caption_of(view, endpoint),
            ),
            lambda: [result],
            key=f"along-{endpoint.id}-{covariate.id}",
            alt=describe_effect_curve(
                result, along, view.labels, contrast=contrast, language=view.language
            ),
        )
    if curve_of(result, contrast) is not None:
        named = [(f"{along.name} = {e.at:.3g}", e) for e in _at(result, contrast)]
        show_table(contrast_table(named, view.labels, view.language, p_values=False))
    why = view.say("effect_curve.why")
    definition = definition_of(view, endpoint)
    show_method(view, view.say("effect_curve.method"), f"{why} {definition}")
    show_notes(result)


def _at(result: Result, contrast: str) -> list[Estimate]:
    found = result.all("hazard_ratio")
    return [e for e in found if e.group == contrast and e.at is not None]


def along_of(view: View, covariate: Covariate) -> Along:
    """Return the covariate in words, its cut, and where its patients are."""
    values = pd.to_numeric(view.cohort.column(covariate.id), errors="coerce").dropna()
    unit = view.say_or(f"subgroups.unit.{covariate.unit}", covariate.unit)
    counts = (
        values.value_counts(bins=min(BINS, values.nunique()), sort=False) if len(values) else {}
    )
    patients = tuple((float(bin_.mid), int(n)) for bin_, n in dict(counts).items())
    return Along(covariate_label(covariate, view.language), unit, covariate.cut, patients)


def overall_of(view: View, endpoint: Endpoint, contrast: str) -> Estimate | None:
    """Return the hazard ratio in everybody: the one the forest has on top."""
    forest = view.result(subgroups, endpoint.id, measure="hazard_ratio", post_hoc=view.exploratory)
    found = (e for e in forest.all("hazard_ratio") if e.group == contrast and not e.where)
    return next(found, None)
