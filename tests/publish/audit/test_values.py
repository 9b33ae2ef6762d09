"""Published values held against the policy."""

import pytest

from outcomes.publish.audit.values import flaws_of
from outcomes.publish.policy import policy_named
from outcomes.results.result import Estimate, Interval, Result


@pytest.mark.parametrize(
    ("day", "limits", "n_findings"),
    [
        (19_523.0, None, 1),  # 2023-06-15: the day on which the last patient came
        (19_538.0, None, 0),  # 2023-06-30
        (19_538.0, Interval(19_538.0, float("inf")), 0),
        (19_538.0, Interval(19_523.0, 19_538.0), 1),
        (None, None, 0),
    ],
)
def test_a_day_within_a_month_is_a_finding(day, limits, n_findings):
    dated = Result("projection", estimates=(
        Estimate("completion_date", "all", value=day, interval=limits, unit="date"),))  # fmt: skip
    found = list(flaws_of(dated, dated, policy_named(), "overall"))
    assert len(found) == n_findings
