"""Every model somebody could have chosen, and what each would have said."""

from statistics import median
from typing import Any

import streamlit as st

from components.frame import show_drawn, show_method, show_notes
from components.labels import covariate_label
from components.published import published_ratios, short_name
from components.status import caption_of, plain
from components.view import View
from outcomes.estimators.adjusted.specification import specification
from outcomes.figures.row_plot.ladder_rows import Mark
from outcomes.figures.row_plot.specification import specification_figure
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Estimate
from outcomes.wording import format_number

FORMS = ("cox", "stratified", "iptw", "overlap")


def show_specifications(
    view: View, endpoint: Endpoint, arm: str, *, published: bool = False
) -> None:
    """Show the specification curve of a timed endpoint."""
    if not endpoint.timed:
        st.info(view.say("specification.only_times"), icon=":material/info:")
        return
    found = view.result(specification, endpoint.id)
    st.markdown(view.say("specification.question"))
    mine = [e for e in found.all("hazard_ratio") if e.group == arm and e.value is not None]
    if mine:
        st.markdown(f"**{plain(_summary(view, mine))}**")
    names = {c.id: covariate_label(c, view.language) for c in view.spec.covariates}
    forms = {form: view.say(f"form.{form}") for form in FORMS}
    marks = [Mark(view.say("ladder.truth"), endpoint.truth)] if endpoint.truth else []
    others = published_ratios(view, endpoint) if published else []
    marks += [Mark(short_name(view, row), row.estimate.value or 1.0) for row in others]
    caution = (view.say("published.caution"),) if others else ()

    def draw(theme: str) -> Any:
        return specification_figure(
            found,
            arm,
            covariates=names,
            forms=forms,
            marks=marks,
            caption=(*caption_of(view, endpoint), *caution),
            language=view.language,
            theme=theme,
        )

    alt = _summary(view, mine) if mine else view.say("ladder.none")
    show_drawn(view, draw, lambda: [found], key="specifications", alt=alt)
    show_method(view, view.say("specification.method"))
    show_notes(found)


def _summary(view: View, mine: list[Estimate]) -> str:
    values = [e.value or 1.0 for e in mine]
    excluding = sum(
        1 for e in mine if e.ci_low is not None and e.ci_high is not None
        and (e.ci_low > 1 or e.ci_high < 1)
    )  # fmt: skip
    low, high, middle = (format_number(f(values), 2) for f in (min, max, median))
    return view.say(
        "specification.summary", n=len(mine), low=low, high=high, median=middle, below=excluding
    )
