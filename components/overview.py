"""The facts of the first screen, each with the small print that makes it readable."""

import streamlit as st

from components.status import plain
from components.view import View
from outcomes.estimators.survival.kaplan_meier import follow_up
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_at, format_count, format_interval, format_percent, format_value

Fact = tuple[str, str, str]


def design_words(view: View) -> str:
    """Return design, allocation, setting and registration in a line."""
    spec = view.spec
    arms = " : ".join(arm.label for arm in spec.arms)
    parts = [view.say(f"design.{spec.study.design}", arms=arms)]
    if spec.plan.allocation and len(spec.arms) > 1:
        ratio = ":".join(f"{part:g}" for part in spec.plan.allocation)
        parts.append(view.say("design.allocation", ratio=ratio))
    if spec.study.setting:
        parts.append(view.say(f"setting.{spec.study.setting}"))
    if spec.study.registry_id and not spec.study.simulated:
        parts.append(view.say("design.registry", id=spec.study.registry_id))
    return plain(" · ".join(parts))


def accrual_fact(view: View) -> Fact:
    """Return how many are enrolled, of how many planned."""
    planned = view.spec.plan.planned_n
    if view.exploratory:
        small = view.say("overview.of_set", n=view.cohort.n_population)
    else:
        small = view.say("overview.of_planned", planned=planned) if planned else ""
    return (
        view.say("overview.enrolled"),
        format_count(view.cohort.n),
        small or view.say("overview.no_plan"),
    )


def events_fact(view: View, endpoint: Endpoint, result: Result) -> Fact:
    """Return the events so far, of those planned, else as a share of patients."""
    events, n = result.n_events or 0, result.n or 0
    planned = view.spec.plan.planned_events.get(endpoint.id)
    if planned and not view.exploratory:
        small = view.say(
            "overview.events_of", planned=planned, share=format_percent(events / planned)
        )
    else:
        small = view.say(
            "overview.events_rate",
            n=format_count(n),
            share=format_percent(events / n if n else None),
        )
    return view.say("overview.events"), format_count(events), small


def median_facts(view: View, endpoint: Endpoint, result: Result) -> list[Fact]:
    """Return each arm's median, or its incidence at the last landmark where events compete."""
    unit = view.say(f"unit.{view.spec.study.time_unit}.short")
    if endpoint.kind == "competing":
        found = result.all("cumulative_incidence")
        last = max((e.at for e in found if e.at is not None), default=None)
        chosen = [e for e in found if e.at == last]
        head = view.say("overview.incidence", at=format_at(last or 0), unit=unit)
        return [(head, *_value(view, e, "cumulative_incidence")) for e in chosen]
    return [
        (
            f"{view.say('overview.median')} · {view.labels[e.group]}",
            *_value(view, e, "median", unit),
        )
        for e in result.all("median")
    ]


def contrast_fact(view: View, named: list[tuple[str, Estimate]]) -> list[Fact]:
    """Return the first hazard ratio per arm compared: the prespecified one if there are strata."""
    ratios: dict[str, Estimate] = {}
    for _, estimate in named:
        if estimate.quantity == "hazard_ratio":
            ratios.setdefault(estimate.group, estimate)
    facts = []
    for estimate in ratios.values():
        value, small = _value(view, estimate, "hazard_ratio")
        arms = view.say(
            "contrast.arms",
            arm=view.labels[estimate.group],
            reference=view.labels[estimate.reference or ""],
        )
        model = view.say("overview.stratified" if estimate.covariates else "overview.unadjusted")
        label = view.say("overview.hazard_ratio", arms=arms)
        facts.append((label, value, f"{small}, {model}" if small else model))
    return facts


def follow_up_fact(view: View, endpoint: Endpoint) -> Fact:
    """Return the median follow-up, the shortest over the arms when they differ."""
    unit = view.say(f"unit.{view.spec.study.time_unit}.short")
    medians = view.result(follow_up, endpoint.id).all("median")
    values = [format_value(e.value, "median", language=view.language) for e in medians]
    shown = " / ".join(values) or "NE"
    arms = " / ".join(view.labels.values()) if len(values) > 1 else ""
    label = f"{view.say('overview.follow_up')}, {unit}"
    return label, shown, arms or view.say("overview.follow_up_note")


def _value(view: View, estimate: Estimate, kind: str, unit: str = "") -> tuple[str, str]:
    if estimate.value is None:
        return format_value(None, kind, language=view.language), "; ".join(estimate.notes)
    value = format_value(estimate.value, kind, n=estimate.n, language=view.language)
    reached = estimate.value != float("inf")
    interval = format_interval(estimate.interval, kind, n=estimate.n, language=view.language)
    return f"{value} {unit}".strip() if reached else value, interval


def show_attention(view: View, most: int = 4) -> None:
    """Show the gravest findings in the data; the rest is a tab away."""
    st.markdown(f"**{view.say('overview.attention')}**")
    grave = [i for i in view.study.issues if i.severity == "error"]
    grave += [i for i in view.study.issues if i.severity == "warning"]
    if not grave:
        st.caption(view.say("overview.nothing"))
        return
    for issue in grave[:most]:
        icon = ":material/error:" if issue.severity == "error" else ":material/warning:"
        st.markdown(f"{icon} `{issue.address}` {plain(issue.message)}")
    if len(grave) > most:
        st.caption(view.say("overview.more_issues", n=len(grave)))
