"""A test statistic is called what it is: what its name says must give the p-value beside it."""

from __future__ import annotations

import pytest
from scipy.special import chdtrc, ndtr

from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import Given, standing
from outcomes.displays.base.panel import Text
from outcomes.displays.base.words import Words
from outcomes.displays.survival.hazards import HAZARDS
from outcomes.figures.base.look import Look
from outcomes.figures.base.table import estimate_cell
from outcomes.results.result import Estimate, Result
from tests.displays.asked import answer, cohort_named
from tests.displays.test_every_display import DISPLAYS, STUDIES
from tests.studies import make_cohort


def statistics_of(study_id: str):
    for display in DISPLAYS.values():
        cohort = cohort_named(study_id, display.within)
        scene = scene_of(cohort)
        words = Words(scene.spec)
        if display.offered(scene, words):
            continue
        for question in display.ask(scene, standing(display, scene, words)).values():
            found = answer(cohort, question)
            if isinstance(found, Result):
                yield from (e for e in found.all("statistic") if e.p_value is not None)


def is_what_it_is_called(e: Estimate) -> bool:
    name = estimate_cell(e, "statistic").partition(" = ")[0]
    if name == "z":
        return 2 * ndtr(-abs(e.value)) == pytest.approx(e.p_value, abs=1e-6)
    if name == "max |z|":  # dearer than one look, cheaper than four
        once = 2 * ndtr(-abs(e.value))
        return once <= e.p_value <= 4 * once
    return any(chdtrc(df, e.value) == pytest.approx(e.p_value, abs=1e-6) for df in range(1, 9))


@pytest.mark.parametrize("study_id", STUDIES)
def test_every_statistic_of_every_display_is_what_it_is_called(study_id):
    found = list(statistics_of(study_id))
    assert found or study_id != "hipec-sox-demo"
    wrong = [e for e in found if not e.made_by("binomial_allocation")]
    assert [e for e in wrong if not is_what_it_is_called(e)] == []


def lines_of(time, arms, language="en"):
    """The section of tests of a study in which everybody has the event."""
    cohort = make_cohort(time, [1] * len(time), arms, arms=["a", "b"])
    scene = scene_of(cohort)
    chosen = standing(HAZARDS, scene, Words(scene.spec, language))
    answers = {name: q.ask(cohort) for name, q in HAZARDS.ask(scene, chosen).items()}
    panel = HAZARDS.draw(Given(scene, chosen, answers, Look(language)))
    return [block.words for block in panel.blocks if isinstance(block, Text)]


# Most of a die before anybody of b; then all of b die before the rest of a.
CROSSING = [*range(1, 13), *range(40, 44), *range(20, 28)]
ARMS = ["a"] * 16 + ["b"] * 8


def test_early_and_late_events_that_speak_for_different_arms_are_said():
    (said,) = lines_of(CROSSING, ARMS)
    assert "Weighted early, B has fewer events" in said
    assert "weighted late, A has" in said
    (mirrored,) = lines_of(CROSSING, ["b"] * 16 + ["a"] * 8)
    assert "Weighted early, A has fewer events" in mirrored
    assert len(lines_of(CROSSING, ARMS, "zh")) == 1


def test_nothing_is_said_where_one_arm_dies_first_throughout():
    assert lines_of(list(range(1, 21)), ["a", "b"] * 10) == []
