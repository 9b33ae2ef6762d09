"""Words of the follow-up panel and of the axes of curves, and the panel on the page."""

from __future__ import annotations

import pytest

from components.computed import Computed
from outcomes.displays.base.said.context import y_title
from outcomes.displays.survival.causes import cause_names
from outcomes.displays.survival.follow import verdict_of
from outcomes.estimators.conduct.censoring import censoring
from outcomes.figures.base.table import contrast_table
from outcomes.model.endpoint import Endpoint
from outcomes.results.result import Estimate
from tests.estimators.small_trial import dates, small_cohort
from tests.studies import make_cohort


def of_label(label, kind="time_to_event", **options):
    return Endpoint("x", label, kind, **options)


VIEW = Computed(make_cohort([1, 2], [1, 0]))


@pytest.mark.parametrize(
    ("endpoint", "incidence", "title"),
    [
        (of_label("Overall survival"), False, "Overall survival"),
        (of_label("Overall survival"), True, None),
        (of_label("PFS"), False, "PFS"),
        (of_label("Death"), False, "Without event: Death"),
        (of_label("Death"), True, "Death"),
        (of_label("Relapse", "competing"), False, "Relapse"),
        (of_label("Time to relapse", "competing"), False, None),
        (of_label("至复发时间", "competing"), False, None),
        (of_label("A name far too long for the axis of a figure"), False, None),
    ],
)
def test_a_falling_curve_is_not_named_after_its_event(endpoint, incidence, title):
    assert y_title(VIEW.words, endpoint, incidence=incidence) == title


def test_competing_events_are_named_after_their_columns():
    timed = {"event": ("conversion_date",), "competing": ("death_date",)}
    known = of_label("Time to conversion", "competing", **timed)
    assert cause_names(VIEW.words, known) == ("Conversion surgery", "Death")
    given = of_label("Relapse", "competing", time="t", event_column="e")
    assert cause_names(VIEW.words, given) == ("Relapse", "Competing event")
    strange = of_label("Relapse", "competing", event=("odd_date",), competing=("odd_date",))
    assert cause_names(VIEW.words, strange) == ("Relapse", "Competing event")


def spoken(cohort, ended, language="en"):
    view = Computed(cohort, language)
    return verdict_of(view.scene, view.words, ended)


def verdict(n_lost, language="en"):
    """60 patients, 30 per arm; so many of the second arm are lost."""
    patients = {
        "patient_id": [f"P{i}" for i in range(60)],
        "arm": ["sox"] * 30 + ["hipec"] * 30,
        "randomisation_date": dates(*["2024-01-01"] * 60),
        "status": ["alive"] * (60 - n_lost) + ["lost"] * n_lost,
    }
    cohort = small_cohort(patients, times=([182.0] * 60, [0.0] * 60), unit="days")
    return spoken(cohort, censoring(cohort, "os"), language)


def test_the_verdict_follows_the_interval():
    assert verdict(12).startswith("**Early censoring differs between the arms**: 0% (0 of 30) in")
    assert "40% (12 of 30) in HIPEC" in verdict(12)
    assert verdict(1).startswith("No sign that early censoring differs")
    assert "组间提前删失不同" in verdict(12, "zh")


def test_without_contrast_or_reasons_the_verdict_says_less():
    unknown = make_cohort([1, 2, 3], [0, 1, 0], ["a", "b", "a"])
    assert "not in the data" in spoken(unknown, censoring(unknown, "os"))
    alone = make_cohort([1, 2], [0, 1], columns={"status": ["lost", "dead"]})
    said = spoken(alone, censoring(alone, "os"))
    assert said.startswith("Observation ended early in 50% (1 of 2).")


def test_a_table_without_p_values_has_no_tests():
    """A chi-square of one degree of freedom is a p-value in other words."""
    named = [
        ("test", Estimate("statistic", "b", "a", value=3.84, p_value=0.05, n=9, n_events=5)),
        ("ratio", Estimate("hazard_ratio", "b", "a", value=0.5, p_value=0.05, n=9, n_events=5)),
    ]
    labels = {"a": "A", "b": "B"}
    assert [r[0] for r in contrast_table(named, labels).rows] == ["test", "ratio"]
    assert [r[0] for r in contrast_table(named, labels, p_values=False).rows] == ["ratio"]
