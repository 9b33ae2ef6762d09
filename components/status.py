"""The line above every view: who is shown, from which data, and how far to trust it."""

import streamlit as st

from components.labels import covariate_label, level_label
from components.sidebar import Asker
from components.view import View
from outcomes.model.cohort import Filter
from outcomes.model.protocol import Endpoint
from outcomes.model.study import Issue


def show_status(view: View) -> None:
    """Show population, filters in words, n/N, events, cut-off, SIMULATED and EXPLORATORY."""
    st.markdown(f"#### {plain(view.spec.study.title)}", anchors=False)
    first, *others = [*who_of(view), *extent_of(view)]
    facts = " · ".join([f"**{plain(first)}**", *map(plain, others)])
    st.markdown(f"{' '.join(_badges(view))} {facts}")


def _badges(view: View) -> list[str]:
    badges = []
    if view.spec.study.simulated:
        badges.append(f":violet-badge[:material/science: {view.say('status.simulated')}]")
    if view.exploratory:
        badges.append(f":orange-badge[:material/filter_alt: {view.say('status.exploratory')}]")
    errors = view.study.count("error")
    if errors:
        badges.append(f":red-badge[:material/error: {view.say('status.errors', n=errors)}]")
    return badges


def caption_of(view: View, endpoint: Endpoint | None = None) -> tuple[str, ...]:
    """Return the context of a figure in two lines, for what leaves the screen without its status.

    The first says who is shown, the second of what study and up to when.
    """
    marks = [view.say("status.simulated")] if view.spec.study.simulated else []
    marks += [view.say("status.exploratory")] if view.exploratory else []
    what = [view.spec.study.title, *extent_of(view, endpoint)]
    return " · ".join([*marks, *who_of(view)]), " · ".join(what)


def who_of(view: View) -> list[str]:
    """Return population, filters in words, and n of N."""
    cohort = view.cohort
    filters = [filter_words(view, condition) for condition in cohort.filters]
    counted = view.say("status.n", n=cohort.n, total=cohort.n_population)
    return [view.population_label, *filters, counted]


def extent_of(view: View, endpoint: Endpoint | None = None) -> list[str]:
    """Return the events of an endpoint (the primary one by default) and the data cut-off."""
    counted = endpoint or view.spec.primary
    said = []
    if counted and counted.timed and counted.id in view.study.endpoints:
        events = int((view.study.endpoints[counted.id].event[view.cohort.mask] == 1).sum())
        said = [view.say("status.events", n=events, endpoint=view.endpoint_label(counted))]
    cutoff = view.spec.study.data_cutoff
    if cutoff is None:
        return [*said, view.say("status.no_dates")]
    return [*said, view.say("status.cutoff", date=cutoff.isoformat())]


def filter_words(view: View, condition: Filter) -> str:
    """Return a filter as a reader would say it."""
    covariate = next((c for c in view.spec.covariates if c.id == condition.column), None)
    label = covariate_label(covariate, view.language) if covariate else condition.column
    if condition.op == "in":
        levels = condition.levels
        if covariate:
            levels = tuple(level_label(covariate, v, view.language) for v in levels)
        return f"{label}: {view.say('list.or').join(levels)}"
    sign = {">=": "≥", "<=": "≤"}[condition.op]
    return f"{label} {sign} {condition.bound:g}"


def plain(words: str) -> str:
    """Return data-derived words as markdown that is nothing but text."""
    for mark in "\\`*_{}[]()#+!|<>$:~":
        words = words.replace(mark, "\\" + mark)
    return words


def show_closed(problems: tuple[Issue, ...], ask: Asker) -> None:
    """Say why the study could not be opened: every reason, its place and its remedy."""
    st.header(ask.say("closed.title"), anchor=False)
    st.markdown(ask.say("closed.body"))
    for issue in problems[:50]:
        place = f"**{plain(issue.address)}** — " if issue.cell or issue.sheet != "file" else ""
        st.error(f"{place}{plain(issue.message)}  \n{plain(issue.remedy)}", icon=":material/block:")
    if len(problems) > 50:
        st.markdown(ask.say("closed.more", n=len(problems) - 50))
