"""Projected enrollment and events of small trials."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from outcomes.estimators.conduct import event_forecast
from outcomes.estimators.conduct.enrollment import to_day
from outcomes.estimators.conduct.event_forecast import Outlook
from outcomes.estimators.conduct.projection import projection
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.protocol import Plan
from outcomes.results.result import Result
from tests.estimators.small_trial import NOBODY, small_cohort
from tests.said import said

PLAN = Plan(planned_n=60, planned_events={"os": 20})
START = date(2024, 1, 1)


def monthly_trial(
    n: int = 30, event: list[float] | None = None, time: list[float] | None = None, **spec: Any
) -> Cohort:
    """One patient every six days from 2024-01-01, all still alive unless told."""
    days = [START + timedelta(days=6 * i) for i in range(n)]
    patients = {
        "patient_id": [str(i) for i in range(n)],
        "arm": ["sox", "hipec"] * (n // 2) + ["sox"] * (n % 2),
        "randomisation_date": pd.to_datetime(pd.Series(days)),
        **spec.pop("columns", {}),
    }
    outcome = (time or [3.0] * n, event or [0.0] * n)
    return small_cohort(patients, times=outcome, **{"plan": PLAN, **spec})


def value(result: Result, quantity: str) -> float:
    estimate = result.pick(quantity)
    assert estimate is not None
    assert estimate.value is not None
    return estimate.value


def test_rate_and_completion_of_a_steady_trial() -> None:
    """29 after the first in 182 days: Gamma(29.5, 182); 30 more take about 30 / rate days."""
    result = projection(monthly_trial())
    assert value(result, "accrual_rate") == pytest.approx(29.5 / 182 * 365.25 / 12)
    done = value(result, "completion_date") - to_day(date(2024, 7, 1))
    assert done == pytest.approx(30 / (29.5 / 182), rel=0.05)
    wide, narrow = (e.interval for e in result.all("completion_date"))
    assert wide is not None
    assert narrow is not None
    assert (wide.level, narrow.level) == (0.95, 0.8)
    assert wide.low < narrow.low < narrow.high < wide.high  # type: ignore[operator]


def test_fan_starts_at_what_is_enrolled_and_ends_at_the_plan() -> None:
    for curve in projection(monthly_trial()).curves[:2]:
        assert curve.value[0] == curve.ci_low[0] == curve.ci_high[0] == 30.0
        assert curve.value[-1] == curve.ci_high[-1] == 60.0
        assert np.all(np.diff(curve.value) >= 0)
        assert curve.time[0] == to_day(date(2024, 7, 1))


def test_enrolled_as_planned_is_observed_not_projected() -> None:
    result = projection(monthly_trial(plan=Plan(planned_n=10)))
    done = result.pick("completion_date")
    assert done is not None
    assert (done.value, done.interval) == (to_day(START) + 54.0, None)


def test_stalled_enrollment_is_told() -> None:
    assert "nobody enrolled since 2024-06-23" in " ".join(
        said(projection(monthly_trial(cutoff=date(2025, 7, 1))).notes)
    )


def test_information_fraction_and_expected_events() -> None:
    """10 events in 90 months, 20 at risk, nobody to come: 20 (1 − E exp(−6 hazard)) more."""
    event = [1.0] * 10 + [0.0] * 20
    plan = Plan(planned_n=30, planned_events={"os": 20})
    result = projection(monthly_trial(event=event, plan=plan))
    assert value(result, "information_fraction") == 0.5
    expected = 10 + 20 * (1 - (90 / 96) ** 10.5)
    assert value(result, "projected_events") == pytest.approx(expected, abs=1)
    date_of_events = result.pick("events_date")
    assert date_of_events is not None
    assert date_of_events.value is not None
    median = np.log(2) / (10.5 / 90) * 365.25 / 12
    assert date_of_events.value - to_day(date(2024, 7, 1)) == pytest.approx(median, rel=0.15)


def test_lost_patients_are_not_at_risk() -> None:
    event = [1.0] * 10 + [0.0] * 20
    status = {"status": ["dead"] * 10 + ["lost"] * 20}
    plan = Plan(planned_n=30, planned_events={"os": 20})
    result = projection(monthly_trial(event=event, plan=plan, columns=status))
    assert value(result, "events_date") == np.inf
    assert value(result, "projected_events") == 10.0


def test_events_reached_on_the_day_of_the_planned_one() -> None:
    """Second of the deaths one month after randomisation on days 0, 6, 12."""
    event = [1.0] * 3 + [0.0] * 27
    plan = Plan(planned_n=30, planned_events={"os": 2})
    result = projection(monthly_trial(event=event, time=[1.0] * 30, plan=plan))
    assert value(result, "events_date") == to_day(START) + 6 + 30
    assert value(result, "information_fraction") == 1.5


def test_events_reached_of_times_without_dates_are_reached_on_no_known_day() -> None:
    plan = Plan(planned_n=30, planned_events={"os": 2})
    cohort = monthly_trial(event=[1.0] * 3 + [0.0] * 27, time=[1.0] * 30, plan=plan)
    undated = cohort.study.patients.drop(columns="randomisation_date")
    found = projection(Cohort(replace(cohort.study, patients=undated), "itt")).pick("events_date")
    assert found is not None
    assert (found.value, said(found.notes)) == (None, ("reached, on a date not recorded",))


def test_the_same_again_and_in_another_order() -> None:
    event = [1.0, 0.0] * 15
    cohort = monthly_trial(event=event)
    result = projection(cohort)
    assert projection(cohort) == result
    data = cohort.study.endpoints["os"]
    turned = replace(
        cohort.study,
        patients=cohort.study.patients[::-1].reset_index(drop=True),
        endpoints={"os": replace(data, time=data.time[::-1], event=data.event[::-1])},
    )
    assert projection(Cohort(turned, "itt")) == result


def test_the_unit_of_time_does_not_matter() -> None:
    event = [1.0, 0.0] * 15
    months = projection(monthly_trial(event=event))
    days = projection(monthly_trial(event=event, time=[3 * 365.25 / 12] * 30, unit="days"))
    assert value(days, "events_date") == pytest.approx(value(months, "events_date"))


def test_nobody_no_dates_no_plan_one_arm() -> None:
    nobody = small_cohort(NOBODY, times=([], []), plan=PLAN)
    result = projection(nobody)
    assert [e.quantity for e in result.estimates] == ["information_fraction"]
    assert result.curves == ()
    undated = small_cohort({"patient_id": ["1"], "arm": ["sox"]}, times=([2.0], [1.0]), plan=PLAN)
    assert "no enrollment dates in the workbook" in said(projection(undated).notes)
    bare = projection(monthly_trial(plan=Plan()))
    assert "no planned_n: no completion date" in said(bare.notes)
    assert bare.pick("information_fraction").value is None  # type: ignore[union-attr]
    assert projection(monthly_trial(arms=())).pick("completion_date") is not None


def test_filters_and_missing_endpoint_are_told() -> None:
    filtered = replace(monthly_trial(), filters=(Filter("arm", "in", ("sox",)),))
    assert projection(filtered).estimates == ()
    bare = small_cohort({"patient_id": ["1"], "arm": ["sox"]})
    assert "no timed endpoint" in " ".join(said(projection(bare).notes))


def test_the_next_version_gives_the_numbers_of_the_last() -> None:
    """The draws are seeded: a forecast of last year can be repeated."""
    event = [1.0] * 10 + [0.0] * 20
    result = projection(
        monthly_trial(event=event, plan=Plan(planned_n=40, planned_events={"os": 20}))
    )
    events = [(e.value, e.ci_low, e.ci_high) for e in result.all("projected_events")]
    assert events[:2] == [(24.0, 16.0, 32.0), (24.0, 19.0, 29.0)]
    assert events[4:] == [(38.0, 31.0, 40.0), (38.0, 34.0, 40.0)]
    wide, narrow = result.all("events_date")
    assert wide.value == narrow.value == pytest.approx(20020.015212603168, abs=1e-6)
    assert (wide.ci_low, wide.ci_high) == pytest.approx((19958.93539751628, 20167.500676568234))


def test_of_many_patients_fewer_draws_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_forecast, "MAX_CELLS", 400)
    monkeypatch.setattr(event_forecast, "DRAWS", 20)
    for patients, draws in ((20, 20), (21, 20), (40, 11)):
        days = event_forecast._event_days(Outlook(0.0, 0, None), patients, (5, 0, 900.0))
        assert days.shape == (draws, patients)


def test_losses_and_competing_events_go_on_at_their_rate() -> None:
    """Of 200 at risk, as many leave as have events: half of them ever have one."""
    days = event_forecast._event_days(Outlook(0.0, 0, None), 200, (50, 50, 1000.0))
    assert np.isfinite(days).mean() == pytest.approx(0.5, abs=0.01)
    assert days[:, 0].mean() == pytest.approx(1 / (0.05 * 200), rel=0.1)  # 50 in 1000 days


@pytest.mark.parametrize(
    ("cutoff", "stalled"), [(date(2024, 9, 21), False), (date(2024, 9, 22), True)]
)
def test_enrollment_has_stalled_after_ninety_days(cutoff: date, stalled: bool) -> None:
    notes = said(projection(monthly_trial(cutoff=cutoff)).notes)  # the last came on 2024-06-23
    assert any("nobody enrolled since" in note for note in notes) is stalled


def test_what_is_counted_and_asked_about() -> None:
    event = [1.0, 2.0] + [0.0] * 28
    columns = {"randomisation_date": pd.to_datetime([None] + [START] * 29)}
    result = projection(monthly_trial(event=event, columns=columns))
    assert (result.endpoint, result.n, result.n_events, result.n_missing) == ("os", 30, 1, 1)
    assert projection(monthly_trial(event=event), "os").endpoint == "os"


def test_competing_events_are_not_at_risk_and_go_on() -> None:
    plan = Plan(planned_n=30, planned_events={"os": 30})
    two = projection(monthly_trial(event=[1.0] * 10 + [2.0] * 20, plan=plan))
    assert value(two, "events_date") == np.inf
    assert value(two, "projected_events") == 10.0


def test_events_reached_by_patients_whose_start_is_unknown_have_no_day() -> None:
    plan = Plan(planned_n=30, planned_events={"os": 2})
    unknown = {"randomisation_date": pd.to_datetime(pd.Series([None, None] + [START] * 28))}
    cohort = monthly_trial(
        event=[1.0] * 3 + [0.0] * 27, time=[1.0] * 30, plan=plan, columns=unknown
    )
    found = projection(cohort).pick("events_date")
    assert found is not None
    assert (found.value, said(found.notes)) == (None, ("reached, on a date not recorded",))


def test_without_a_cutoff_and_without_dates_nothing_is_projected() -> None:
    cohort = small_cohort({"patient_id": ["1"], "arm": ["sox"]}, times=([2.0], [1.0]), cutoff=None)
    found = projection(cohort)
    assert [e.quantity for e in found.estimates] == ["information_fraction"]
    assert "events_not_projected" in {note.id for note in found.notes}
