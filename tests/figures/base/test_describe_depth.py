"""The message and the numbers of the figures in depth, for those who do not see them."""

from dataclasses import replace

from outcomes.figures.base.describe_depth import (
    describe_effect,
    describe_extrapolation,
    describe_intervals,
    describe_stacked,
)
from outcomes.results.note import Note
from outcomes.results.result import Result
from tests.figures.curve_plot.test_extrapolation import fitted
from tests.figures.curve_plot.test_hazards import hazards, piece
from tests.figures.curve_plot.test_stacked import incidence
from tests.figures.made import LABELS
from tests.figures.row_plot.test_intervals import DIFFERENCE, LEVELS


def test_effects_say_each_interval_with_its_limits():
    said = describe_effect(hazards(piece(6.0, 0.7, 0.5, 1.0)), LABELS)
    assert said == "HIPEC + SOX, from time 6: 0.70 (95% CI 0.50–1.00)."
    assert describe_effect(Result("hazards", notes=(Note("no_events"),)), LABELS) == "no events."


def test_intervals_say_every_row():
    said = describe_intervals([*LEVELS, DIFFERENCE], ["A", "B", "B − A"])
    assert said.startswith("A: 55% (95% CI 44–65). B: 68%")
    assert said.endswith("B − A: 13 pp (95% CI −2 to 28).")
    assert describe_intervals([], []) == "There are no estimates to draw."


def test_stacked_says_every_cause_per_arm():
    said = describe_stacked([("Recurrence", incidence(0.4)), ("Death", incidence(0.2))], LABELS)
    assert said == "SOX: Recurrence 40%, Death 20%. HIPEC + SOX: Recurrence 40%, Death 20%."


def test_extrapolation_says_the_end_of_every_model():
    said = describe_extrapolation(fitted(("sox",)), LABELS)
    assert "SOX, Exponential, 90 months: 2%" in said
    assert "生存" not in said
    assert describe_extrapolation(Result("extrapolation"), LABELS, language="zh").endswith("。")


def test_what_could_not_be_estimated_says_so_in_its_place():
    none = replace(LEVELS[0], value=None, interval=None)
    said = describe_intervals([none, LEVELS[1]], ["A", "B"])
    assert said == "A: could not be estimated. B: 68% (95% CI 56–77)."
