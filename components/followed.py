"""How long patients were followed, and whether observation ended differently between the arms."""

from typing import Any

import streamlit as st

from components.curves import x_title
from components.frame import show_download, show_drawn, show_method, show_notes, show_table
from components.status import caption_of, plain
from components.view import View
from components.wall import choose_p_values
from outcomes.estimators.conduct.censoring import EARLY, censoring
from outcomes.estimators.conduct.completeness import completeness
from outcomes.estimators.survival.kaplan_meier import follow_up
from outcomes.figures.base.describe import describe
from outcomes.figures.base.table import Table, contrast_table, estimate_cell
from outcomes.figures.calendar.enrollment import follow_up_figure
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_estimate, format_of, format_percent

PLACE = 560  # pixels of the figure beside the table at 1280
COUNTS = ("n_censored", "n_to_cutoff", "n_lost", "n_ended_early")


def show_follow(view: View, endpoint: Endpoint) -> None:
    """Show the follow-up of each arm, how it ended, and what differs between the arms."""
    followed = view.result(follow_up, endpoint.id)
    ended = view.result(censoring, endpoint.id)
    st.markdown(verdict_of(view, ended))
    left, right = st.columns([8, 7], gap="medium")
    with left:
        _show_figure(view, endpoint, followed)
    with right:
        st.markdown(f"**{view.say('follow.ends')}**")
        show_table(_ends_table(view, endpoint, followed, ended))
    show_method(view, view.say("follow.method"), view.say("follow.details"))
    if view.spec.compared_arms and not view.post_baseline:
        st.markdown(f"**{view.say('follow.comparison')}**")
        p_values = choose_p_values(view)
        named = [(_name(view, e), e) for e in ended.estimates if e.reference is not None]
        show_table(contrast_table(named, view.labels, view.language, p_values=p_values))
    show_notes(ended)
    show_download(view, f"{endpoint.id}-follow-up", lambda: [followed, ended])


def verdict_of(view: View, ended: Result) -> str:
    """Say in a sentence whether early censoring differs between the arms.

    The interval of the difference decides, so that no test stands behind the words of an
    exploration; with several compared arms the first that differs is named, else the first.
    """
    early = [e for e in ended.all("proportion") if e.value is not None]
    if not early:
        return view.say("follow.unknown")
    gaps = [e for e in ended.all("risk_difference") if e.interval is not None]
    if view.post_baseline or not gaps:
        return view.say("follow.alone", shares=_shares(view, early))
    apart = [e for e in gaps if _is_apart(e)]
    gap = next(iter(apart), gaps[0])
    pair = [e for e in early if e.group in (gap.group, gap.reference)]
    said = format_estimate(
        gap.value, gap.interval, "risk_difference", n=gap.n, language=view.language
    )
    key = "follow.differs" if apart else "follow.no_sign"
    return view.say(key, shares=_shares(view, pair), difference=said)


def _is_apart(estimate: Estimate) -> bool:
    low, high = estimate.ci_low, estimate.ci_high
    return low is not None and high is not None and (low > 0 or high < 0)


def _shares(view: View, early: list[Estimate]) -> str:
    key = "follow.share" if len(view.labels) > 1 else "follow.share_alone"
    return view.say("list.comma").join(
        view.say(
            key,
            share=format_percent(e.value or 0.0, e.n),
            n=e.n_events,
            total=e.n,
            arm=plain(view.labels.get(e.group, e.group)),
        )
        for e in early
    )


def _show_figure(view: View, endpoint: Endpoint, followed: Result) -> None:
    def draw(theme: str) -> Any:
        return follow_up_figure(
            followed,
            labels=view.labels,
            annotation=(),
            caption=caption_of(view, endpoint),
            x_title=x_title(view, endpoint),
            language=view.language,
            theme=theme,
            width=PLACE,
            plot_height=260,
        )

    alt = describe(followed, view.labels, language=view.language)
    show_drawn(view, draw, lambda: [followed], key=f"{endpoint.id}-follow", alt=alt)


def _ends_table(view: View, endpoint: Endpoint, followed: Result, ended: Result) -> Table:
    """Return one column per arm: follow-up, its completeness, and the ways it ended."""
    complete = view.result(completeness, endpoint.id)
    unit = view.say(f"unit.{view.spec.study.time_unit}.short")
    medians = [followed.pick("median", group) for group in view.labels]
    rows = [(view.say("follow.median", unit=unit), *(_cell(view, e, "median") for e in medians))]
    observed = [complete.pick("follow_up_completeness", group) for group in view.labels]
    if any(e is not None and e.value is not None for e in observed):
        cells = (_cell(view, e, "proportion") for e in observed)
        rows.append((view.say("follow.completeness"), *cells))
    rows.append((view.say("follow.event"), *(_event_cell(ended, g) for g in view.labels)))
    for quantity in COUNTS:
        found = [ended.pick(quantity, group) for group in view.labels]
        if any(found):
            rows.append((view.say(f"follow.{quantity}"), *map(_count_cell, found)))
    early = [ended.pick("proportion", group) for group in view.labels]
    if any(early):
        cells = (_cell(view, e, "proportion") for e in early)
        rows.append((view.say("follow.proportion"), *cells))
    return Table(("\u200b", *view.labels.values()), tuple(rows))


def _cell(view: View, estimate: Estimate | None, kind: str) -> str:
    return estimate_cell(estimate, kind, view.language)


def _count_cell(estimate: Estimate | None) -> str:
    return format_of(int(estimate.value or 0), estimate.n or 0) if estimate else ""


def _event_cell(ended: Result, group: str) -> str:
    censored = ended.pick("n_censored", group)
    if censored is None or not censored.n:
        return ""
    return format_of(censored.n - int(censored.value or 0), censored.n)


def _name(view: View, estimate: Estimate) -> str:
    if estimate.quantity == "risk_difference":
        return view.say("follow.difference")
    kind = "early" if estimate.method == EARLY else "any"
    return view.say(f"follow.{kind}.{estimate.quantity}")
