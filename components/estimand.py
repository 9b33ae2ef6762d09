"""The estimand card, one click away from the numbers; and the registered beside the reported."""

import streamlit as st

from components.answers import column_name, definition_of
from components.frame import show_method, show_table
from components.status import plain
from components.view import View
from outcomes.dictionary.derived import DERIVED_COLUMNS
from outcomes.figures.base.table import Table
from outcomes.model.estimand import Intercurrent, Phrase, estimand
from outcomes.model.protocol import Endpoint

DEFINED = {column.name: column for column in DERIVED_COLUMNS}
SHOWN_FOR = {
    "conversion_surgery": "tab.conversion",
    "r0_resection": "tab.conversion",
    "ascites_control": "tab.ascites",
    "objective_response": "tab.recurrence",
    "adverse_event_24h": "tab.safety",
}


def show_estimand(view: View, endpoint: Endpoint, *, key: str = "") -> None:
    """Offer the estimand of an endpoint: the five attributes, and the registered wording.

    ``key`` tells cards of one endpoint on one page apart.
    """
    with st.popover(
        view.say("estimand.button"), type="tertiary",
        key=f"estimand.{endpoint.id}.{key}",
    ):  # fmt: skip
        st.markdown(f"**{plain(endpoint.label)}**")
        if endpoint.registered:
            st.markdown(f"{view.say('estimand.registered')}: “{plain(endpoint.registered)}”")
        else:
            st.markdown(view.say("estimand.not_registered"))
        st.markdown(
            "\n".join(f"- **{head}**: {words}" for head, words in attributes(view, endpoint))
        )
        st.caption(view.say("estimand.source"))


def attributes(view: View, endpoint: Endpoint) -> list[tuple[str, str]]:
    """Return the attributes as pairs of head and words, markdown-safe."""
    card = estimand(view.spec, endpoint, view.cohort.population)
    people = [_say(view, card.population)]
    if card.members:
        people.append(_members(view, card.members))
    if view.exploratory:
        people.append(view.say("estimand.filtered"))
    events = [_event(view, item) for item in card.intercurrent] or [view.say("estimand.no_event")]
    found = [
        ("treatment", _say(view, card.treatment)),
        ("population", "; ".join(people)),
        ("variable", operational(view, endpoint)),
        ("events", "".join(f"\n    - {plain(event)}" for event in events)),
        *((("missing", _say(view, card.missing)),) if card.missing else ()),
        ("summary", "; ".join(_say(view, part) for part in card.summary)),
        *(("caution", view.say(key)) for key in card.cautions),
    ]
    return [
        (view.say(f"estimand.{head}"), words if head == "events" else plain(words))
        for head, words in found
    ]


def operational(view: View, endpoint: Endpoint) -> str:
    """Return what is measured, in a sentence: dates for a time, the definition for a share."""
    if endpoint.timed:
        return f"{definition_of(view, endpoint)}{_competing(view, endpoint)}"
    column = endpoint.success or ""
    name = DEFINED[column].label if column in DEFINED else column_name(column)
    words = view.say("estimand.variable.proportion", column=name)
    return f"{words}. {DEFINED[column].definition}" if column in DEFINED else words


def _competing(view: View, endpoint: Endpoint) -> str:
    if not endpoint.competing:
        return ""
    others = view.say("list.or").join(column_name(c) for c in endpoint.competing)
    return view.say("estimand.competing_with", others=others)


def _members(view: View, phrase: Phrase) -> str:
    values = dict(phrase.values)
    if "column" not in values:
        return _say(view, phrase)
    name = values["column"]
    sets = {p.id: p.label for p in view.spec.populations}
    label = sets.get(name) or (DEFINED[name].label if name in DEFINED else column_name(name))
    return view.say(phrase.key, column=label)


def _event(view: View, item: Intercurrent) -> str:
    said = [view.say(f"estimand.event.{item.event}"), view.say(f"estimand.{item.strategy}")]
    words = view.say("estimand.pair", event=said[0], strategy=said[1])
    if not item.alternative:
        return words
    other = view.say(f"estimand.or.{item.alternative}")
    return f"{words} {view.say('estimand.alternative', other=other)}"


def _say(view: View, phrase: Phrase) -> str:
    values = dict(phrase.values)
    if "unit" in values:
        values["unit"] = view.say(f"unit.{values['unit']}")
    if "population" in values:
        values["population"] = view.population_label
    return view.say(phrase.key, **values)


def show_registered(view: View) -> None:
    """Show every endpoint of the protocol: as registered, as computed, and where it is shown."""
    rows = [
        (
            endpoint.label,
            view.say(f"registered.{role_of(endpoint)}"),
            f"“{endpoint.registered}”" if endpoint.registered else "–",
            operational(view, endpoint),
            view.say(f"kind.{endpoint.kind}"),
            ", ".join(view.say(tab) for tab in tabs_of(endpoint)) or view.say("registered.nowhere"),
        )
        for endpoint in view.spec.endpoints
    ]
    heads = ("endpoint", "role", "wording", "definition", "kind", "shown")
    show_table(Table(tuple(view.say(f"registered.column.{h}") for h in heads), tuple(rows)))
    added = [e.label for e in view.spec.endpoints if not e.registered]
    if added:
        st.caption(plain(view.say("registered.added", names=", ".join(added))))
    show_method(view, view.say("registered.method"))


def role_of(endpoint: Endpoint) -> str:
    """Return primary, secondary, or not_registered."""
    if endpoint.registered_as:
        return endpoint.registered_as
    if endpoint.primary:
        return "primary"
    return "secondary" if endpoint.registered else "not_registered"


def tabs_of(endpoint: Endpoint) -> tuple[str, ...]:
    """Return the titles of the tabs on which an endpoint is shown."""
    if not endpoint.timed:
        tab = SHOWN_FOR.get(endpoint.success or "")
        return (tab,) if tab else ()
    recurrence = any("recurrence" in column for column in endpoint.event)
    if recurrence:
        return ("tab.survival", "tab.recurrence")
    if "conversion_date" in endpoint.event:
        return ("tab.survival", "tab.conversion")
    return ("tab.survival",)
