"""The estimand of an endpoint in words, and where the protocol's endpoints are shown."""

from __future__ import annotations

import re

from outcomes.dictionary.derived import DERIVED_COLUMNS, DerivedColumn
from outcomes.displays.base.said.context import definition_of
from outcomes.displays.base.words import Words, in_sentence, plain
from outcomes.figures.base.table import Table
from outcomes.model.endpoint import Endpoint
from outcomes.model.plan.estimand import Intercurrent, Phrase, estimand
from outcomes.model.scene import Scene
from outcomes.wording.tell import tell

_NAMES = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")
DEFINED = {column.name: column for column in DERIVED_COLUMNS}
SHOWN_FOR = {
    "conversion_surgery": "tab.conversion",
    "r0_resection": "tab.conversion",
    "ascites_control": "tab.ascites",
    "objective_response": "tab.recurrence",
    "adverse_event_24h": "tab.safety",
}


def attributes(scene: Scene, words: Words, endpoint: Endpoint) -> list[tuple[str, str]]:
    """Return the attributes as pairs of head and words, markdown-safe."""
    found = spoken(scene, words, endpoint)
    events = "".join(f"\n    - {plain(event)}" for event in _events(scene, words, endpoint))
    return [
        (words.say(f"estimand.{head}"), events if head == "events" else plain(said))
        for head, said in found
    ]


def spoken(scene: Scene, words: Words, endpoint: Endpoint) -> list[tuple[str, str]]:
    """Return the attributes by name, as plain words: of the card, and of a paper's methods."""
    card = estimand(scene.spec, endpoint, scene.population)
    people = [_say(scene, words, card.population)]
    if card.members:
        people.append(_members(scene, words, card.members))
    if scene.other_set:
        people.append(
            words.say(
                "estimand.other_set", population=words.population(scene.spec.default_population.id)
            )
        )
    if scene.filters:
        people.append(words.say("estimand.filtered"))
    return [
        ("treatment", _say(scene, words, card.treatment)),
        ("population", "; ".join(people)),
        ("variable", operational(scene, words, endpoint)),
        ("events", "; ".join(_events(scene, words, endpoint))),
        *((("missing", _say(scene, words, card.missing)),) if card.missing else ()),
        ("summary", "; ".join(_say(scene, words, part) for part in card.summary)),
        *(("caution", words.say(key)) for key in card.cautions),
    ]


def _events(scene: Scene, words: Words, endpoint: Endpoint) -> list[str]:
    card = estimand(scene.spec, endpoint, scene.population)
    return [_event(words, item) for item in card.intercurrent] or [words.say("estimand.no_event")]


def operational(scene: Scene, words: Words, endpoint: Endpoint) -> str:
    """Return what is measured, in a sentence: dates for a time, the definition for a share."""
    if endpoint.timed:
        return f"{definition_of(scene, words, endpoint)}{_competing(words, endpoint)}"
    column = endpoint.success or ""
    name = words.column(column)
    said = words.say("estimand.variable.proportion", column=name)
    return f"{said}{_defined(words, DEFINED[column])}" if column in DEFINED else said


def _defined(words: Words, column: DerivedColumn) -> str:
    """Return when a share counts a patient, its columns by the names readers know."""
    if words.language == "zh":
        return f"。{tell(column.definition, words.language)}"
    return ". " + _NAMES.sub(lambda name: in_sentence(words.column(name[0])), column.definition)


def _competing(words: Words, endpoint: Endpoint) -> str:
    if not endpoint.competing:
        return ""
    others = words.say("list.or").join(map(words.moment, endpoint.competing))
    return words.say("estimand.competing_with", others=others)


def _members(scene: Scene, words: Words, phrase: Phrase) -> str:
    values = dict(phrase.values)
    if "column" not in values:
        return _say(scene, words, phrase)
    name = values["column"]
    sets = {p.id: p.label for p in words.spec.populations}
    label = sets.get(name) or words.column(name)
    return words.say(phrase.key, column=label)


def _event(words: Words, item: Intercurrent) -> str:
    said = [words.say(f"estimand.event.{item.event}"), words.say(f"estimand.{item.strategy}")]
    pair = words.say("estimand.pair", event=said[0], strategy=said[1])
    if not item.alternative:
        return pair
    other = words.say(f"estimand.or.{item.alternative}")
    return f"{pair} {words.say('estimand.alternative', other=other)}"


def _say(scene: Scene, words: Words, phrase: Phrase) -> str:
    values = dict(phrase.values)
    if "unit" in values:
        values["unit"] = words.say(f"unit.{values['unit']}")
    if "population" in values:
        values["population"] = words.population(scene.population)
    return words.say(phrase.key, **values)


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


def registered_table(scene: Scene, words: Words) -> Table:
    """Return every endpoint of the protocol: as registered, as computed, and where it is shown."""
    rows = [
        (
            words.endpoint(endpoint),
            words.say(f"registered.{role_of(endpoint)}"),
            f"“{endpoint.registered}”" if endpoint.registered else "–",
            operational(scene, words, endpoint),
            words.say(f"kind.{endpoint.kind}"),
            ", ".join(map(words.say, tabs_of(endpoint))) or words.say("registered.nowhere"),
        )
        for endpoint in scene.spec.endpoints
    ]
    heads = ("endpoint", "role", "wording", "definition", "kind", "shown")
    return Table(tuple(words.say(f"registered.column.{h}") for h in heads), tuple(rows))
