"""What changed since the last cut, as a display: counts, places, results then and now."""

from dataclasses import replace
from datetime import date

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import Given, Look
from outcomes.displays.base.panel import Cells, Text
from outcomes.displays.base.words import Words
from outcomes.displays.data.changes import CHANGES
from outcomes.model.changes import Changes, Earlier, Entry, Moved
from outcomes.model.cohort import Cohort
from outcomes.results.result import Estimate, Interval, Result
from tests.demos import demo_study

QUIET = Changes((), (), {}, (), ())


def result(value, n_events, n):
    median = Estimate("median", "sox", value=value, n=n, n_events=n_events,
                      interval=Interval(value - 1, value + 1))  # fmt: skip
    return Result("kaplan_meier", "pfs", estimates=(median,))


@pytest.fixture(scope="module")
def scene():
    return scene_of(Cohort(demo_study("hipec-sox-demo"), "itt"))


def drawn(scene, earlier, language="en"):
    panel = CHANGES.draw(Given(replace(scene, earlier=earlier), {}, {}, Look(language)))
    return list(panel.walk())


def said(blocks, role):
    return [b.words for b in blocks if isinstance(b, Text) and b.role == role]


def rows(blocks):
    return [b.table.rows for b in blocks if isinstance(b, Cells)]


def test_without_a_cut_it_says_where_to_put_one(scene):
    assert "cuts/" in CHANGES.offered(scene, Words(scene.spec))


def test_what_came_and_changed_is_counted_and_named_by_place(scene):
    found = Changes(
        ("patients!9",), (), {"response": (2, 0)},
        (Entry("filled", "patients!D4", "death_date", False),), (Moved("pfs", new=3),),
    )  # fmt: skip
    earlier = Earlier(date(2024, 12, 31), found, ((result(8, 10, 40), result(9, 13, 41)),))
    blocks = drawn(scene, earlier)
    assert said(blocks, "answer") == [
        "Since the cut of 2024-12-31: patients added: 1, removed: 0; entries changed: 0, "
        "filled in: 1, blanked: 0; endpoints moved: 1."
    ]
    assert said(blocks, "warning") == []
    assert rows(blocks) == [
        (("Progression-free survival", "3", "", "", "", "", ""),),
        (("Progression-free survival", "Median · SOX",
          "8.0 (95% CI 7.0–9.0), 10/40", "9.0 (95% CI 8.0–10.0), 13/41"),),
        (("added", "patients", "patients!9"), ("filled in", "death_date", "patients!D4")),
        (("response", "2", "0"),),
    ]  # fmt: skip


def test_an_event_that_is_gone_is_a_warning_with_its_place(scene):
    gone = Entry("blanked", "patients!D3", "death_date", True)
    found = QUIET._replace(entries=(gone,), moved=(Moved("os", gone=1),))
    (warning,) = said(drawn(scene, Earlier(date(2024, 12, 31), found)), "warning")
    assert "History was rewritten" in warning
    assert "patients!D3" in warning


def test_a_cut_that_cannot_be_read_says_why(scene):
    earlier = Earlier(date(2024, 12, 31), None, problem="it is no workbook")
    (warning,) = said(drawn(scene, earlier), "warning")
    assert "2024-12-31" in warning
    assert "it is no workbook" in warning


def test_it_is_never_on_a_hosted_instance():
    assert CHANGES.audience == "patients"
