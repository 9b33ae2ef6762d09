"""Who is said to fare better, in every display: it follows the endpoint, or is not said."""

from __future__ import annotations

import re

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import drawn, standing
from outcomes.displays.base.panel import Picture
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.model.cohort import Cohort
from tests.displays.asked import answer
from tests.displays.test_every_display import DISPLAYS, texts_of
from tests.odd import OUTCOMES, changed_demo

EVENT_IS_GOOD = {
    "pfs": False, "os": False, "time_to_conversion": True, "conversion": True,
    "r0_resection": True, "ascites_control": True, "objective_response": True,
    "adverse_event_24h": False, "peritoneal_recurrence": False, "to_surgery": True,
    "either": None, "positive_cytology": False,
}  # fmt: skip
ARM, REFERENCE = "HIPEC + SOX", "SOX"
SAYS = re.compile(r"([←↓])? ?favors (HIPEC \+ SOX|SOX)(?: ([→]))?")
LATER = ("rmst", "survival")  # numbers that are higher where events come later


@pytest.fixture(scope="module")
def cohort():
    study = changed_demo(OUTCOMES)
    return Cohort(study, study.spec.default_population.id)


def panels(display, cohort):
    """Yield the display for each endpoint and each measure it offers, and the endpoint."""
    scene = scene_of(cohort)
    words = Words(scene.spec)
    if display.offered(scene, words):
        return
    look = Look(labels=words.labels)
    for endpoint in codes(display.choices(scene, words, {}), "endpoint"):
        first = display.choices(scene, words, {"endpoint": endpoint} if endpoint else {})
        for measure in codes(first, "measure"):
            fixed = {"endpoint": endpoint, "measure": measure}
            fixed = {key: code for key, code in fixed.items() if code}
            chosen = standing(display, scene, words, **fixed)
            yield endpoint, drawn(display, scene, chosen, lambda q: answer(cohort, q), look)


def codes(choices, key):
    found = [code for c in choices if c.known == key for code, _ in c.options]
    return found or [None]


def sides(picture):
    """Yield who is said to be better, and whether below no effect."""
    for text in texts_of(picture):
        bare = re.sub(r"<[^>]+>", "", text)
        for before, arm, after in SAYS.findall(bare):
            yield arm, before in ("←", "↓") and not after


def wanted(endpoint, later):
    """Return the arm that fares better below no effect: by hand, from what the event is."""
    good = EVENT_IS_GOOD[endpoint]
    return None if good is None else REFERENCE if good != later else ARM


@pytest.mark.parametrize("display", DISPLAYS.values(), ids=list(DISPLAYS))
def test_who_is_better_follows_the_endpoint_or_is_not_said(display, cohort):
    for endpoint, panel in panels(display, cohort):
        for picture in (b for b in panel.walk() if isinstance(b, Picture)):
            told = picture.id.removeprefix(f"{endpoint}-")
            later = any(word in told for word in LATER) or told == "difference"
            for arm, below in sides(picture):
                below_is = wanted(endpoint, later)
                assert below_is is not None, (display.id, endpoint, picture.id)
                assert (arm == below_is) == below, (display.id, endpoint, picture.id)


@pytest.mark.parametrize("display", ["adjusted.rungs", "subgroups.forest"])
def test_it_is_said_of_every_endpoint_that_has_a_direction(display, cohort):
    said = {
        endpoint
        for endpoint, panel in panels(DISPLAYS[display], cohort)
        for block in panel.walk()
        if isinstance(block, Picture) and list(sides(block))
    }
    assert said == {e for e, good in EVENT_IS_GOOD.items() if good is not None}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_method_of_the_ladder_names_who_is_better_below_one(cohort, language):
    scene = scene_of(cohort)
    words = Words(scene.spec, language)
    look, ladder = Look(language, labels=words.labels), DISPLAYS["adjusted.rungs"]
    text = {"en": "below 1 favor {arm}.", "zh": "小于1时{arm}更优"}[language]
    for endpoint in ("pfs", "time_to_conversion", "either"):
        chosen = standing(ladder, scene, words, endpoint=endpoint)
        said = drawn(ladder, scene, chosen, lambda q: answer(cohort, q), look).method
        arm = wanted(endpoint, later=False)
        assert [a for a in (ARM, REFERENCE) if text.format(arm=a) in said] == ([arm] if arm else [])
