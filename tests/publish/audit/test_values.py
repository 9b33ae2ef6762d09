"""Published values held against the policy."""

from dataclasses import replace

import pytest

from outcomes.publish.audit.values import flaws_of
from outcomes.publish.policy import policy_named
from outcomes.results.masked import Masked
from outcomes.results.result import Curve, Estimate, Interval, Result


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


def test_what_tells_a_count_that_is_kept_back_is_a_finding():
    few = Masked(11)
    step = Curve("a", "survival", (0.0, 6.0), (1.0, 0.8), (), (), (45.0, 30.0), (0.0, 10.0), ())
    exact = Result("km", curves=(step,))
    curve = Result("km", curves=(replace(step, n_events=(0.0, few)),))
    (found,) = flaws_of(exact, curve, policy_named(), "overall")
    assert found.rule == "curve_count"
    median = Result("km", estimates=(Estimate("median", "a", value=9.0, n=45, n_events=few),))
    (found,) = flaws_of(median, median, policy_named(), "overall")
    assert found.rule == "few_events"
    count = Result("km", estimates=(Estimate("n_at_risk", "a", value=30.0, n=45, n_events=few),))
    assert list(flaws_of(count, count, policy_named(), "overall")) == []
