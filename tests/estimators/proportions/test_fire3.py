"""FIRE-3 (Lancet Oncol 2014;15:1065), survival curves reconstructed, response as published."""

from __future__ import annotations

from math import inf

import pandas as pd
import pytest

from outcomes.estimators.proportions.rates import proportion
from outcomes.estimators.survival.contrasts import log_rank
from outcomes.estimators.survival.cox import cox
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from tests.studies import make_cohort

ARMS = ("folfiri_bevacizumab", "folfiri_cetuximab")


# binom.test(184, 297)$conf.int; published: 184 of 297, 62.0 % (56.2-67.5)
def test_the_response_rate_has_the_published_limits():
    cohort = make_cohort(
        [1.0] * 297, [0.0] * 297, ["cetuximab"] * 297, success=[1.0] * 184 + [0.0] * 113
    )
    e = proportion(cohort, "response").estimates[0]
    assert (e.n_events, e.n) == (184, 297)
    assert (e.value, e.ci_low, e.ci_high) == pytest.approx(
        (184 / 297, 0.5616578480, 0.6749889984), abs=1e-9
    )
    assert f"{e.value:.1%} ({e.ci_low:.1%}–{e.ci_high:.1%})" == "62.0% (56.2%–67.5%)"


# coxph(Surv(time, event) ~ arm); survdiff; survfit(conf.type = "log-log"); published ratios 1.06
# and 0.77
EXPECTED = {
    "PFS": ((1.054077165, 0.8824514894, 1.259081869), 0.3310598757, (10.4, 10.1)),
    "OS": ((0.7585764684, 0.6123711578, 0.9396887019), 6.463176719, (25.1, 29.1)),
}


@pytest.mark.parametrize("endpoint", sorted(EXPECTED))
def test_hazard_ratios_medians_and_tests_are_those_of_r(gold, endpoint):
    data = pd.read_csv(gold / "real" / "fire3" / "fire3.csv").query("endpoint == @endpoint")
    cohort = make_cohort(list(data["time"]), list(data["event"]), list(data["arm"]), arms=ARMS)
    ratio, statistic, medians = EXPECTED[endpoint]
    e = cox(cohort, "os").pick("hazard_ratio")
    assert (e.value, e.ci_low, e.ci_high) == pytest.approx(ratio, rel=1e-7)
    assert log_rank(cohort, "os").pick("statistic").value == pytest.approx(statistic, rel=1e-7)
    found = kaplan_meier(cohort, "os").all("median")
    assert tuple(m.value for m in found) == pytest.approx(medians)
    assert all(m.ci_high < inf for m in found)
