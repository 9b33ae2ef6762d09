"""Ascites at the target visit: baseline by arm, response and control, and what they rest on."""

from typing import Any

import streamlit as st

from components.ascites_tables import (
    DENOMINATORS,
    RATES,
    Asked,
    outcomes_table,
    rates_table,
    show_comparisons,
)
from components.choice import choose_one
from components.frame import show_drawn, show_method, show_notes, show_table
from components.labels import level_label
from components.status import caption_of, plain
from components.view import View
from outcomes.estimators.ascites.courses import rules_of
from outcomes.estimators.ascites.over_time import ascites_data, response_categories
from outcomes.estimators.ascites.response import (
    ascites_difference,
    ascites_rate,
)
from outcomes.estimators.conduct.baseline import baseline
from outcomes.figures.row_plot.proportions import proportions_figure
from outcomes.figures.row_plot.shares import shares_figure
from outcomes.model.cohort import levels_of
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_estimate, format_number, format_of

CATEGORY = "ascites_category"
CRITERIA = ("who_effusion", "category_shift")


def choose_criteria(view: View) -> str:
    """Ask for the response criteria; the protocol's come first and say so."""
    own = rules_of(view.cohort).criteria
    others = [c for c in CRITERIA if c != own]
    return choose_one(
        view.say("ascites.criteria"),
        [own, *others],
        named=lambda c: criteria_name(view, c),
        key="criteria",
        width=228,
    )


def criteria_name(view: View, criteria: str) -> str:
    """Return the name of the criteria, marked where they are the protocol's."""
    name = view.say(f"ascites.criteria.{criteria}")
    own = rules_of(view.cohort).criteria
    return view.say("ascites.criteria.protocol", name=name) if criteria == own else name


def choose_denominator(view: View) -> str:
    """Ask of whom the rates are taken: of the treated first where nobody was randomized."""
    standard = DENOMINATORS[0] if view.spec.study.design == "randomised" else DENOMINATORS[1]
    return choose_one(
        view.say("ascites.denominator"),
        DENOMINATORS,
        default=standard,
        named=lambda d: view.say(f"ascites.denominator.{d}"),
        key="asc_of",
        width=228,
    )


def choose_rates(view: View) -> Asked:
    """Ask by which criteria patients respond, and of whom the rates are taken."""
    return {"criteria": choose_criteria(view), "denominator": choose_denominator(view)}


def show_response(view: View, **asked: Any) -> None:
    """Show ascites at baseline, the rates with their intervals, and the tables behind them."""
    show_baseline(view)
    rates = {of: view.result(ascites_rate, of=of, **asked) for of in RATES}
    show_rates(view, rates, asked)
    compare = bool(view.spec.compared_arms) and not view.post_baseline
    show_table(rates_table(view, asked, compare))
    show_method(view, view.say("ascites.method"), view.say("ascites.method_details"))
    counted = view.result(ascites_data)
    values = {e.quantity: format_number(e.value or 0, 0) for e in counted.estimates}
    st.caption(plain(view.say("ascites.data", **values)))
    registered = registered_endpoint(view)
    if registered is not None:
        st.caption(plain(_registered_words(view, registered)))
    show_notes(*rates.values())
    st.markdown(f"**{view.say('ascites.outcomes')}**")
    show_table(outcomes_table(view, view.result(response_categories, criteria=asked["criteria"])))
    if view.spec.compared_arms:
        show_comparisons(view, asked)


def registered_endpoint(view: View) -> Endpoint | None:
    """Return the protocol's own ascites control rate, if it has one."""
    found = (e for e in view.spec.endpoints if e.success == "ascites_control")
    return next(found, None)


def _registered_words(view: View, endpoint: Endpoint) -> str:
    of = endpoint.denominator or "ascites_at_baseline"
    return view.say(
        "ascites.registered",
        label=view.endpoint_label(endpoint),
        denominator=view.say_or(f"ascites.denominator.{of}", of),
        criteria=criteria_name(view, rules_of(view.cohort).criteria),
    )


def context_of(view: View) -> tuple[str, ...]:
    """Return the caption of an ascites figure: no events of another endpoint in it."""
    return caption_of(view, Endpoint("ascites", "ascites", "proportion"))


def show_baseline(view: View) -> None:
    """Show the categories at baseline per arm, with the standardized difference."""
    covariate = next((c for c in view.spec.covariates if c.id == CATEGORY), None)
    if covariate is None or CATEGORY not in view.study.patients:
        return
    table = view.result(baseline, covariates=(CATEGORY,))
    levels = {
        level: level_label(covariate, level, view.language)
        for level in levels_of(view.study, CATEGORY)
    }
    said = [view.say("ascites.baseline_by_arm" if view.spec.arms else "ascites.baseline_all")]
    for e in () if view.post_baseline else table.all("smd"):
        if e.value is not None:
            arms = _arms(view, e)
            said.append(view.say("ascites.smd", arms=arms, value=format_number(e.value, 2)))
    first, *rest = (plain(words) for words in said)
    st.markdown(" · ".join([f"**{first}**", *rest]))

    def draw(theme: str) -> Any:
        return shares_figure(
            table,
            CATEGORY,
            labels=view.labels,
            levels=levels,
            language=view.language,
            theme=theme,
            caption=context_of(view)[:1],
        )

    show_drawn(view, draw, lambda: [table], key="ascites-baseline", alt="; ".join(said))


def show_rates(view: View, rates: dict[str, Result], asked: Asked) -> None:
    """Show response and control per arm with exact limits, the difference above."""
    rules = rules_of(view.cohort)
    first, last = rules.window_days
    title = view.say(
        "ascites.rates",
        day=rules.target_day,
        first=first,
        last=last,
        criteria=criteria_name(view, asked["criteria"]),
        denominator=view.say(f"ascites.denominator.{asked['denominator']}"),
    )
    st.markdown(f"**{plain(title)}**")
    blocks = [(view.say(f"ascites.rate.{of}"), rates[of]) for of in RATES]
    above = _differences(view, asked)

    def draw(theme: str) -> Any:
        return proportions_figure(
            blocks,
            labels=view.labels,
            language=view.language,
            theme=theme,
            above=above,
            caption=context_of(view),
        )

    words = [
        f"{name}: "
        + ", ".join(
            f"{view.labels.get(e.group, e.group)} {format_of(e.n_events or 0, e.n or 0)}"
            for e in result.all("proportion")
            if not e.method
        )
        for name, result in blocks
    ]
    show_drawn(view, draw, lambda: list(rates.values()), key="ascites-rates", alt="; ".join(words))


def _differences(view: View, asked: Asked) -> list[str]:
    """Return the differences of both rates as lines above the figure."""
    if not view.spec.compared_arms or view.post_baseline:
        return []
    return [
        view.say(
            "ascites.difference",
            rate=view.say(f"ascites.short.{of}"),
            arms=_arms(view, e),
            estimate=format_estimate(
                e.value, e.interval, "risk_difference", n=e.n, language=view.language
            ),
        )
        for of in RATES
        for e in view.result(ascites_difference, of=of, **asked).all("risk_difference")
        if e.value is not None and e.method.startswith("Newcombe") and "sensi" not in e.method
    ]


def _arms(view: View, estimate: Estimate) -> str:
    arm = view.labels.get(estimate.group, estimate.group)
    reference = view.labels.get(estimate.reference or "", "")
    return view.say("contrast.arms", arm=arm, reference=reference)
