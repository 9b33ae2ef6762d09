"""How many a comparison rests on is the fewest of what it compares."""

import pytest

from outcomes.model.cohort import Cohort
from outcomes.model.question import Request
from outcomes.publish.disclosure.fewest import fewest_of
from outcomes.results.note import Method
from outcomes.results.result import Estimate, Result
from tests.demos import demo_study

ENDS = Result("censoring", estimates=(
    Estimate("n_censored", "a", value=20.0, n=82), Estimate("n_censored", "b", value=17.0, n=82),
    Estimate("proportion", "a", value=5 / 82, n=82, n_events=5),
    Estimate("proportion", "b", value=4 / 82, n=82, n_events=4),
))  # fmt: skip


@pytest.mark.parametrize(("method", "fewest"), [("early_censoring", 4), ("any_censoring", 17)])
def test_a_comparison_of_who_was_lost_rests_on_them_and_not_on_who_died(method, fewest):
    """A difference of 0.0122 and its limits would say 5 and 4 of 82."""
    compared = Estimate("hazard_ratio", "a", "b", value=1.2, method=(Method(method),))
    told = fewest_of(None, Request("conduct.censoring", "os"), ENDS, lambda question: ENDS)
    assert told(compared) == fewest


def test_a_test_of_competing_events_rests_on_these():
    cohort = Cohort(demo_study("hipec-sox-demo"), "itt")
    died = cohort.study.endpoints["time_to_conversion"].event[cohort.mask] == 2
    question = Request(
        "survival.competing:cumulative_incidence", "time_to_conversion", (("of", 2),)
    )
    told = fewest_of(cohort, question, Result("x"), lambda question: ENDS)
    assert told(Estimate("statistic", "all")) == min(died[cohort.arm == i].sum() for i in (0, 1))


def test_a_comparison_after_a_landmark_rests_on_the_events_since():
    later = Result("landmark", estimates=(
        Estimate("survival", "sox", value=0.9, at=12.0, n=40, n_events=4),
        Estimate("survival", "hipec_sox", value=0.6, at=12.0, n=40, n_events=16),
    ))  # fmt: skip
    cohort = Cohort(demo_study("hipec-sox-demo"), "itt")
    question = Request("survival.conditional:landmark", "os", (("at", 12.0),))
    told = fewest_of(cohort, question, later, lambda question: later)
    assert told(Estimate("hazard_ratio", "hipec_sox", "sox", at=12.0)) == 4


def test_a_difference_of_proportions_rests_on_the_answers_in_the_denominator():
    """Control: 21 of 31 and 37 of 41 with ascites who were assessed; 4 of these were not."""
    cohort = Cohort(demo_study("hipec-sox-demo"), "itt")
    name = "proportions.rates:proportion_difference"
    question = Request(name, "ascites_control")
    told = fewest_of(cohort, question, Result("x"), lambda question: ENDS)
    assert told(Estimate("risk_difference", "hipec_sox", "sox")) == 4
