from __future__ import annotations

import warnings
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.kernel.cox.fit import cox
from outcomes.kernel.cox.time_dependent import (
    exposure_intervals,
    mantel_byar,
    select_landmark,
    simon_makuch,
)
from outcomes.kernel.curves.curve_values import quantiles, survival_at
from outcomes.kernel.curves.log_rank import log_rank
from outcomes.kernel.curves.product_limit import kaplan_meier
from tests.kernel.conftest import assert_close

PATIENTS = st.lists(
    st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 14)), min_size=1, max_size=30
)


@pytest.fixture(scope="module")
def heart():
    """Stanford heart transplants: follow-up, death and day of transplant of 103 patients."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from lifelines.datasets import load_stanford_heart_transplants as load

        rows = load()
    ends = rows.groupby("id")[["stop", "event"]].max()
    begin = rows[rows["transplant"] == 1].set_index("id")["start"]
    return ends["stop"], ends["event"], begin.reindex(ends.index)


def test_each_patient_is_split_where_the_exposure_begins():
    rows = exposure_intervals([5, 5, 5, 0], [1, 0, 1, 1], [2, nan, 0, inf])
    assert rows.patient.tolist() == [0, 1, 3, 0, 2]
    assert rows.start.tolist() == [-1, -1, -1, 2, -1]
    assert rows.stop.tolist() == [2, 5, 0, 5, 5]
    assert rows.event.tolist() == [0, 0, 1, 1, 1]
    assert rows.exposed.tolist() == [0, 0, 0, 1, 1]


def test_exposure_at_the_end_of_follow_up_adds_no_time():
    rows = exposure_intervals([5, 5], [1, 1], [5, 9])
    assert rows.exposed.tolist() == [0, 0]
    assert rows.event.tolist() == [1, 1]


def test_mantel_byar_by_hand():
    # Patient 0 exposed from 1, event at 3; patient 1 never, event at 2; patient 2 never, to 4.
    rows = exposure_intervals([3, 2, 4], [1, 1, 0], [1, nan, nan])
    found = mantel_byar(rows)
    assert found.expected == pytest.approx((2 / 3 + 1 / 2, 1 / 3 + 1 / 2))
    assert found.observed == (1, 1)
    assert found.statistic == pytest.approx((1 - 5 / 6) ** 2 / (2 / 9 + 1 / 4))


def test_heart_equals_r(heart):
    # s <- survfit(Surv(start, stop, event) ~ transplant, heart, conf.type = "log-log")
    # summary(s, times = c(30, 90, 200, 400, 700), extend = TRUE)
    rows = exposure_intervals(*heart)
    curves = simon_makuch(rows)
    times = [30, 90, 200, 400, 700]
    waiting, transplanted = (survival_at(c, times) for c in curves)
    want = [
        0.806805530792008,
        0.562714010979086,
        0.44313728364603,
        0.236339884611216,
        0.236339884611216,
    ]
    assert_close([v.survival for v in waiting], want)
    want = [
        0.735421441303794,
        0.492176643241581,
        0.40662662113233,
        0.321095219194386,
        0.285975429595,
    ]
    assert_close([v.survival for v in transplanted], want, rel=1e-11)
    want = [
        0.480499471333339,
        0.324130943261367,
        0.262101798012663,
        0.199264341279447,
        0.171229532008178,
    ]
    assert_close([v.ci_low for v in transplanted], want)
    want = [46, 11, 6, 2, 1, 34, 41, 33, 24, 15]
    assert [v.n_at_risk for v in (*waiting, *transplanted)] == want
    # summary(coxph(Surv(start, stop, event) ~ transplant, heart, ties = "breslow"))$sctest
    assert_close(mantel_byar(rows).statistic, 0.174279925110912)
    # coxph(Surv(start, stop, event) ~ transplant, heart): HR 1.136 where ever/never gives 0.27
    fit = cox(rows.stop, rows.event, rows.exposed, entry=rows.start)
    assert_close(fit.coefficients, [0.12714113], rel=1e-7)
    assert_close(fit.std_err, [0.3011411], rel=1e-7)
    naive = cox(heart[0], heart[1], heart[2].notna().astype(float))
    assert np.exp(naive.coefficients[0]) < 0.3


def test_landmark_counts_whom_it_leaves_out():
    chosen = select_landmark([1, 2, 3, 4, 5], [1, 0, 0, 1, 1], [nan, 1, 1, 2, 3], 2)
    assert chosen.included.tolist() == [False, False, True, True, True]
    assert chosen.exposed[chosen.included].tolist() == [True, True, False]
    assert chosen.time[2:].tolist() == [1, 2, 3]
    assert (chosen.n_excluded_events, chosen.n_excluded_censored) == (1, 1)
    assert chosen.n_exposed_later == 1


def test_nobody_and_nobody_exposed():
    nobody = exposure_intervals([], [], [])
    assert mantel_byar(nobody).statistic is None
    assert simon_makuch(nobody)[1].n == 0
    never = exposure_intervals([1, 2], [1, 1], [nan, nan])
    assert mantel_byar(never).p_value is None
    assert simon_makuch(never)[0].n == 2
    assert select_landmark([], [], [], 1).n_excluded_events == 0
    with pytest.raises(ValueError, match="exposed_at has shape"):
        exposure_intervals([1], [1], [1, 2])


@given(PATIENTS)
def test_follow_up_and_events_are_kept(patients):
    time, event, begin = np.array(patients, dtype=float).T
    rows = exposure_intervals(time, event, begin)
    assert (rows.stop - rows.start).sum() == pytest.approx((time + 1).sum())
    assert rows.event.sum() == event.sum()
    assert np.unique(rows.patient).size == time.size
    assert (rows.start < rows.stop).all()


@given(PATIENTS)
def test_exposed_from_the_start_is_a_fixed_group(patients):
    time, event, later = np.array(patients, dtype=float).T
    group = later > 7
    rows = exposure_intervals(time, event, np.where(group, -1.0, np.inf))
    curves = simon_makuch(rows)
    for curve, state in zip(curves, (~group, group), strict=True):
        fixed = kaplan_meier(time[state], event[state])
        np.testing.assert_array_equal(curve.survival, fixed.survival)
    fixed_test, found = log_rank(time, event, group), mantel_byar(rows)
    if fixed_test.statistic is not None:
        assert found.expected == pytest.approx(fixed_test.expected)


def test_gold_landmark(r_values, r_data):
    data = r_data("lung")
    never = np.full(len(data), nan)
    chosen = select_landmark(data["time"], data["ev"], never, 90)
    kept = chosen.time[chosen.included], data["ev"][chosen.included], data["grp"][chosen.included]
    assert_close(log_rank(*kept).statistic, r_values["landmark"]["chisq"])
    for arm in (0, 1):
        curve = kaplan_meier(kept[0][kept[2] == arm], kept[1][kept[2] == arm])
        assert quantiles(curve, (0.5,))[0].time == r_values["landmark"]["q"][arm]


def test_gold_simon_makuch_upper_limits(r_values, heart):
    waiting, transplanted = simon_makuch(exposure_intervals(*heart))
    times = [30, 90, 200, 400, 700]
    found = [v.ci_high for c in (waiting, transplanted) for v in survival_at(c, times)]
    assert_close(found, r_values["sm"]["up"])
