"""Figures without curves in words: boxes of a flow, differences of covariates, proportions."""

from outcomes.figures.base.describe import describe
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Flow, Interval, Result
from tests.figures.made import LABELS


def test_boxes_say_of_which_arm_they_are():
    boxes = (Flow("screened", 1200), Flow("allocated", 82, "randomised", "sox"))
    said = describe(Result("flow", flow=boxes), LABELS)
    assert said == "Assessed for eligibility (n = 1,200). SOX: Allocated (n = 82)."


def test_a_difference_of_a_covariate_is_said_once_and_a_proportion_with_its_count():
    rows = (
        Estimate("smd", "hipec_sox", "sox", 0.128, covariates=("age",)),
        Estimate("smd", "hipec_sox", "sox", 0.4, covariates=("age",)),  # weighted
        Estimate("smd", "hipec_sox", "sox", None, covariates=("sex",)),
        Estimate("proportion", "sox", value=0.5, interval=Interval(0.4, 0.6), n=82, n_events=41),
        Estimate("proportion", "sox", value=0.1, n=82, n_events=8, covariates=("PR",)),
        Estimate("n_missing", "sox", value=3.0),
    )
    said = describe(Result("balance", estimates=rows), LABELS)
    assert said == "age, HIPEC + SOX: 0.13. SOX: 41/82, 50% (95% CI 40–60)."


def test_where_nothing_is_shown_it_is_said_why():
    assert describe(Result("x", notes=(Note("nobody"),)), LABELS) == "nobody."
