"""What is published is what the pages ask."""

from components.page.tabs import TABS
from outcomes.clinical.scene import scene_of
from outcomes.displays.published.beside import PUBLISHED
from outcomes.displays.survival.curves import CURVES
from outcomes.model.cohort import Cohort
from outcomes.publish.contents.asked import DISPLAYS, choices_of, offered_to, questions_of
from tests.demos import demo_study


def test_every_display_of_a_page_that_shows_no_patients_is_published():
    shown = {d.id for tab in TABS for d in tab.TAB.sections.values() if d.audience == "aggregate"}
    published = {d.id for d in DISPLAYS}
    assert shown - published <= {"data.dictionary"}  # it asks nothing
    assert not {d.id for d in DISPLAYS if d.audience != "aggregate"}
    assert PUBLISHED in DISPLAYS


def test_every_endpoint_and_every_option_is_asked():
    scene = scene_of(Cohort(demo_study("hipec-sox-demo"), "itt"))
    asked = {question.endpoint for question in questions_of(CURVES, scene)}
    assert asked >= {"pfs", "os"}
    assert len(list(choices_of(CURVES, scene))) > len(asked)


def test_patients_and_comparisons_of_one_arm_are_not_asked():
    from outcomes.displays.survival.hazards import HAZARDS

    scene = scene_of(Cohort(demo_study("rmhtnf-demo"), "all"))
    assert not offered_to(HAZARDS, scene)
