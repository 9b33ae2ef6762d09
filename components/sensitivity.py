"""The sensitivity ladder on screen: the answer, the picture, why its rungs differ, the table."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from components.answers import covariate_names
from components.choice import choose_many
from components.frame import show_drawn, show_method, show_notes, show_table
from components.labels import covariate_label
from components.published import published_ratios, short_name
from components.rungs import (
    Step,
    assumes_of,
    block_of,
    name_of,
    reading_of,
    row_of,
    same_patients,
    status_of,
    steps_of,
    why_not,
)
from components.status import caption_of, plain
from components.view import View
from components.wall import choose_p_values
from outcomes.displays.adjusted.ladder import Rung, absolute, key_covariates, ladder, odds
from outcomes.displays.adjusted.sentences import answer, why
from outcomes.figures.base.describe_ladder import describe_ladder
from outcomes.figures.base.table import Table
from outcomes.figures.row_plot.ladder import ladder_figure
from outcomes.figures.row_plot.ladder_rows import LadderRow, Mark
from outcomes.model.protocol import Endpoint
from outcomes.wording import format_at, format_count, format_interval, format_p, format_value


def choose_own(view: View) -> tuple[str, ...]:
    """Ask for covariates of the visitor's own; only what was known at baseline is offered."""
    offered = {c.id: c for c in view.spec.covariates if c.id in view.study.patients}
    with st.popover(view.say("sensitivity.own"), icon=":material/add:"):
        return choose_many(
            view.say("sensitivity.own"),
            list(offered),
            named=lambda c: covariate_label(offered[c], view.language),
            key="adjust",
            help=view.say("sensitivity.own_help"),
        )


def show_ladder(
    view: View,
    endpoint: Endpoint,
    arm: str,
    *,
    own: tuple[str, ...] = (),
    published: bool = False,
) -> None:
    """Show the ladder of one endpoint, and in words what its rungs say."""
    rungs = ladder(view.spec, endpoint, own)
    with st.spinner(view.say("panel.fitting")):
        steps = steps_of(view, rungs, arm)
    timed = endpoint.timed
    reading = reading_of(view, endpoint, arm, steps) if timed else None
    if any(rung.block == "own" for rung in rungs):
        badge = f":orange-badge[:material/filter_alt: {view.say('status.exploratory')}]"
        st.markdown(f"{badge} {view.say('sensitivity.own_banner')}")
    if reading is not None:
        st.markdown("  \n".join(plain(line) for line in answer(reading, view.language)))
    others = _published(view, endpoint) if published else []
    _draw(view, endpoint, arm, steps, key="ladder", others=others)
    if reading is not None:
        st.markdown(f"**{view.say('sensitivity.why')}**")
        st.markdown("\n".join(f"- {plain(line)}" for line in why(reading, view.language)))
    show_further(view, endpoint, arm)
    show_steps(view, steps)
    words = "sensitivity.method" if timed else "sensitivity.method_risk"
    randomized = view.spec.study.design == "randomised"
    guidance = "guidance_randomized" if randomized else "guidance_observational"
    reference = view.spec.reference.label if view.spec.reference else ""
    show_method(
        view,
        view.say(words, arm=view.labels[arm], reference=reference),
        " ".join(view.say(f"sensitivity.{key}") for key in ("method_details", guidance)),
    )
    show_notes(*(step.result for step in steps))


def show_further(view: View, endpoint: Endpoint, arm: str) -> None:
    """Show the same comparison on scales that do not share the axis of the ladder."""
    further: Sequence[tuple[str, str, tuple[Rung, ...]]]
    if endpoint.timed:
        further = [
            (quantity, f"absolute.{quantity}", tuple(r for r in rungs if r.quantity == quantity))
            for rungs in (absolute(view.spec, endpoint),)
            for quantity in ("survival_difference", "rmst_difference")
        ]
    else:
        further = [("odds_ratio", "sensitivity.odds", odds(view.spec, endpoint))]
    shown = [(quantity, title, rungs) for quantity, title, rungs in further if rungs]
    if not shown:
        return
    if endpoint.timed:
        st.markdown(f"**{view.say('sensitivity.absolute')}**")
    for quantity, title, rungs in shown:
        steps = _last_time(steps_of(view, rungs, arm))
        at = next((s.estimate.at for s in steps if s.estimate and s.estimate.at), None)
        unit = view.say(f"unit.{view.spec.study.time_unit}")
        head = view.say(title, at=format_at(at or 0), unit=unit)
        _draw(view, endpoint, arm, steps, key=quantity, head=head)


def _last_time(steps: Sequence[Step]) -> list[Step]:
    """Keep one time per rung: the last, which every rung has."""
    times = [s.estimate.at for s in steps if s.estimate and s.estimate.at is not None]
    last = max(times, default=None)
    return [s for s in steps if s.estimate is None or s.estimate.at in (None, last)]


def _draw(
    view: View,
    endpoint: Endpoint,
    arm: str,
    steps: Sequence[Step],
    *,
    key: str,
    head: str = "",
    others: Sequence[LadderRow] = (),
) -> None:
    ratio = any("ratio" in s.rung.quantity for s in steps)
    rows = [row_of(view, step) for step in steps]
    if head:
        rows = [replace(row, block=head) for row in rows]
    rows += others
    favors = _favors(view, endpoint, arm, ratio=ratio)
    truth = endpoint.truth if key == "ladder" and endpoint.timed else None
    marks = [Mark(view.say("ladder.truth"), truth)] if truth else []

    def draw(theme: str) -> Any:
        return ladder_figure(
            rows,
            labels=view.labels,
            ratio=ratio,
            favors=favors,
            marks=marks,
            language=view.language,
            theme=theme,
            caption=caption_of(view, endpoint),
        )

    results = list({id(s.result): s.result for s in steps}.values())
    alt = describe_ladder(rows, language=view.language)
    show_drawn(view, draw, lambda: results, key=f"{endpoint.id}-{key}", alt=alt)


def _published(view: View, endpoint: Endpoint) -> list[LadderRow]:
    """Return the hazard ratios of published trials as rows that name themselves as elsewhere."""
    caution = view.say("published.caution")
    block = f"{view.say('published.show')} · {caution}"
    return [
        LadderRow(
            short_name(view, row),
            block,
            replace(row.estimate, n=None, n_events=None),
            assumes=f"{row.name}. {caution}",
            elsewhere=True,
        )
        for row in published_ratios(view, endpoint)
    ]


def _favors(view: View, endpoint: Endpoint, arm: str, *, ratio: bool) -> tuple[str, str] | None:
    """Return who is better left and right; a hazard of a bad event is better when small."""
    reference = view.spec.reference
    if reference is None or endpoint.kind == "competing":
        return None
    if ratio and endpoint.timed:
        return arm, reference.id
    return reference.id, arm


def show_steps(view: View, steps: Sequence[Step]) -> None:
    """Show every rung as a row: estimate, interval, p-value, effect, status, assumption."""
    with st.expander(view.say("sensitivity.table")):
        p_values = choose_p_values(view)
        show_table(_table(view, steps, p_values=p_values))


def _table(view: View, steps: Sequence[Step], *, p_values: bool) -> Table:
    heads = [
        view.say("column.rung"),
        view.say("column.estimate"),
        view.say("number.ci", level="95"),
        *([view.say("column.p_value")] if p_values else []),
        view.say("ladder.n"),
        view.say("column.same_patients"),
        view.say("column.effect"),
        view.say("column.status"),
        view.say("column.assumes"),
    ]
    rows = []
    for step in steps:
        e = step.estimate
        kind = e.quantity if e else step.rung.quantity
        n = e.n if e else None
        value = format_value(e.value if e else None, kind, n=n, language=view.language)
        limits = format_interval(e.interval, kind, n=n, label=False) if e else ""
        p = [format_p(e.p_value) if e and e.p_value is not None else "–"] if p_values else []
        count = "" if e is None or e.n is None else format_count(e.n)
        if e is not None and e.n_events is not None:
            count += f" / {format_count(e.n_events)}"
        rows.append(
            (
                f"{block_of(view, step.rung)}: {name_of(view, step)}",
                value,
                limits or why_not(step),
                *p,
                count,
                _alone(view, step),
                view.say(f"effect.{step.rung.effect}"),
                status_of(view, step.rung),
                assumes_of(view, step.rung),
            )
        )
    return Table(tuple(heads), tuple(rows))


def _alone(view: View, step: Step) -> str:
    """Return the unadjusted estimate on the patients of a rung, as a cell."""
    alone = same_patients(step)
    if alone is None:
        return ""
    kind, n = step.rung.quantity, alone.n
    value = format_value(alone.value, kind, n=n, language=view.language)
    limits = format_interval(alone.interval, kind, n=n, label=False)
    return f"{value} ({limits})" if limits else value


def question_of(view: View) -> str:
    """Return the question of the tab in a sentence."""
    key = covariate_names(view, key_covariates(view.spec))
    if not key:
        return view.say("sensitivity.question_plain")
    return view.say("sensitivity.question", covariate=plain(key))
