"""The estimand of every endpoint of both demo studies: the five attributes, in words that exist."""

from dataclasses import replace
from pathlib import Path

import pytest

from outcomes.displays.base.said.estimand import role_of, tabs_of
from outcomes.model.plan.estimand import estimand
from outcomes.model.toml.protocol import read_protocol
from outcomes.wording import LANGUAGES
from tests.serving import ROOT

SPECS = {name: read_protocol(Path(ROOT) / "data" / name) for name in
         ("hipec-sox-demo", "rmhtnf-demo")}  # fmt: skip
CASES = [(spec, e) for spec in SPECS.values() for e in spec.endpoints]


@pytest.mark.parametrize(("spec", "endpoint"), CASES, ids=lambda x: getattr(x, "id", ""))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_attribute_is_said_in_both_languages(spec, endpoint, language):
    card = estimand(spec, endpoint, spec.default_population.id)
    phrases = [card.treatment, card.population, *card.summary]
    phrases += [p for p in (card.members, card.missing) if p]
    keys = [p.key for p in phrases]
    for item in card.intercurrent:
        keys += [f"estimand.event.{item.event}", f"estimand.{item.strategy}"]
        keys += [f"estimand.or.{item.alternative}"] if item.alternative else []
    keys += card.cautions
    assert card.summary
    assert card.intercurrent
    for key in keys:
        assert key in LANGUAGES[language], key
    for phrase in phrases:
        LANGUAGES[language][phrase.key].format(**dict(phrase.values))


def events(study, endpoint):
    spec = SPECS[study]
    found = estimand(spec, spec.endpoint(endpoint), spec.default_population.id).intercurrent
    return {i.event: (i.strategy, i.alternative) for i in found}


def test_survival_follows_the_treatment_policy():
    assert events("hipec-sox-demo", "os") == {
        "crossover": ("treatment_policy", "hypothetical_exploratory"),
        "conversion": ("treatment_policy", "hypothetical_exploratory"),
        "later_lines": ("treatment_policy", "hypothetical_exploratory"),
    }
    assert "crossover" not in events("rmhtnf-demo", "os")


def test_progression_is_not_censored_at_surgery_by_default():
    found = events("hipec-sox-demo", "pfs")
    assert found["conversion_before"] == ("treatment_policy", "censor_surgery")
    assert found["death"] == ("composite", "")


def test_death_competes_or_counts_as_the_endpoint_says():
    assert events("rmhtnf-demo", "efs")["death"] == ("competing", "composite_death")
    assert events("rmhtnf-demo", "pmfs")["death"] == ("composite", "competing_death")


def test_failure_is_composite_for_ascites_and_conversion():
    assert events("hipec-sox-demo", "ascites_control")["death_drainage"][0] == "composite"
    assert events("hipec-sox-demo", "conversion")["death_progression"][0] == "composite"


def test_survival_by_conversion_is_warned_of_and_surgery_is_a_condition():
    spec = SPECS["hipec-sox-demo"]
    card = estimand(spec, spec.endpoint("os"), "itt")
    assert card.cautions == ("estimand.caution.by_conversion",)
    spec = SPECS["rmhtnf-demo"]
    card = estimand(spec, spec.endpoint("efs"), "all")
    assert card.cautions == ("estimand.caution.operated",)
    assert card.members.key == "estimand.members.operated"


def test_treatment_is_as_assigned_but_as_received_for_safety():
    spec = SPECS["hipec-sox-demo"]
    os = spec.endpoint("os")
    assert estimand(spec, os, "itt").treatment.key.endswith("assigned")
    assert estimand(spec, os, "safety").treatment.key.endswith("received")


def test_four_primary_outcomes_of_one_registration():
    endpoints = SPECS["rmhtnf-demo"].endpoints
    assert [e.id for e in endpoints if role_of(e) == "primary"] == [
        "efs", "pmfs", "objective_response", "ascites_control"
    ]  # fmt: skip
    assert role_of(replace(endpoints[4], registered="")) == "not_registered"


def test_every_endpoint_of_the_demos_is_shown_somewhere():
    for _, endpoint in CASES:
        assert tabs_of(endpoint), endpoint.id
        for tab in tabs_of(endpoint):
            assert tab in LANGUAGES["en"]
