"""How many a comparison rests on is the fewest of what it compares."""

import pytest

from outcomes.model.question import Request
from outcomes.publish.fewest import fewest_of
from outcomes.results.note import Method
from outcomes.results.result import Estimate, Result

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
