from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.kernel.competing.aalen_johansen import cumulative_incidence, incidence_at
from outcomes.kernel.curves.product_limit import kaplan_meier
from tests.kernel.conftest import assert_close

# Twelve patients; 0 censored, 1 the event, 2 the competing event.
TIME = [1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9]
CAUSE = [1, 2, 1, 0, 1, 2, 0, 1, 2, 1, 0, 1]
PATIENTS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=1, max_size=40)


def values(curve, times, what):
    return [getattr(v, what) for v in incidence_at(curve, times)]


def test_twelve_patients_by_hand():
    # 12 at risk at 1, 11 at 2, 8 at 4: S(t-) is 1, 11/12, 9/12.
    curve = cumulative_incidence(TIME, CAUSE)
    by_hand = Fraction(1, 12) + Fraction(11, 12) / 11 + Fraction(9, 12) / 8
    assert incidence_at(curve, 4)[0].incidence == pytest.approx(float(by_hand), rel=1e-14)
    assert incidence_at(curve, 4)[0].n_at_risk == 8


def test_twelve_patients_equal_r():
    # d <- data.frame(time = TIME, cause = CAUSE)
    # summary(survfit(Surv(time, factor(cause, 0:2)) ~ 1, d, conf.type = "log-log"), c(1, 4, 8, 9))
    curve = cumulative_incidence(TIME, CAUSE)
    at = [1, 4, 8, 9]
    want = [0.0833333333333333, 0.2604166666666666, 0.4854166666666666, 0.7104166666666666]
    assert_close(values(curve, at, "incidence"), want)
    want = [0.0797855923130282, 0.1300172208590362, 0.1589214907427796, 0.1427895399527129]
    assert_close(values(curve, at, "std_err"), want)
    want = [0.00505283547899073, 0.06176630083702473, 0.17270548513586670, 0.33885767222542534]
    assert_close(values(curve, at, "ci_low"), want)
    other = cumulative_incidence(TIME, CAUSE, of=2)
    assert_close(values(other, [4, 9], "std_err"), [0.114009770282671, 0.142789539952713])


def test_weights_equal_r():
    # the same with weights = w, id = 1:12
    w = [0.5, 1, 2, 1.5, 1, 1, 0.7, 1, 2, 1, 1, 0.5]
    curve = cumulative_incidence(TIME, CAUSE, weights=w)
    want = [0.0378787878787879, 0.2790096082779010, 0.4810522072162872, 0.6325841564200769]
    assert_close(values(curve, [1, 4, 8, 9], "incidence"), want)
    want = [0.0383154080130269, 0.1498655138612531, 0.1710288980646588, 0.1749126229982733]
    assert_close(values(curve, [1, 4, 8, 9], "std_err"), want)
    with pytest.raises(ValueError, match="unweighted"):
        cumulative_incidence(TIME, CAUSE, weights=w, variance="delta")


@given(PATIENTS)
def test_incidences_and_survival_add_to_one(patients):
    time, cause = np.array(patients, dtype=float).T
    both = [cumulative_incidence(time, cause, of=c).incidence for c in (1, 2)]
    alive = kaplan_meier(time, cause != 0).survival
    np.testing.assert_allclose(both[0] + both[1] + alive, 1.0, atol=1e-12)


@given(PATIENTS)
def test_with_one_cause_it_is_kaplan_meier(patients):
    time, cause = np.array(patients, dtype=float).T
    event = (cause > 0).astype(float)
    curve = cumulative_incidence(time, event)
    alive = kaplan_meier(time, event, robust=True)
    np.testing.assert_allclose(curve.incidence, 1 - alive.survival, atol=1e-12)
    np.testing.assert_allclose(curve.std_err, alive.std_err, rtol=1e-6, atol=1e-7)


@given(PATIENTS, st.randoms())
def test_row_order_is_irrelevant(patients, random):
    shuffled = list(patients)
    random.shuffle(shuffled)
    a, b = (cumulative_incidence(*np.array(p, dtype=float).T) for p in (patients, shuffled))
    np.testing.assert_allclose(a.incidence, b.incidence, rtol=1e-12)
    np.testing.assert_allclose(a.std_err, b.std_err, rtol=1e-6, atol=1e-7)


def test_delta_variance_by_hand():
    # One own event at 1 and at 4, one other at 2, one censored at 3. S = 3/4, 1/2, 1/2, 0 and
    # incidence 1/4, 1/4, 1/4, 3/4. Of the last: own at 1 (1 - (1/2) / (3/4))^2 / 16, other at 2
    # ((1/2) / (1/2))^2 (3/4)^2 / 9, own at 4 (1/2)^2.
    curve = cumulative_incidence([1, 2, 3, 4], [1, 2, 0, 1], variance="delta")
    np.testing.assert_allclose(curve.incidence, [1 / 4, 1 / 4, 1 / 4, 3 / 4])
    want = np.sqrt([1 / 16, 1 / 16, 1 / 16, 1 / 144 + 1 / 16 + 1 / 4])
    np.testing.assert_allclose(curve.std_err, want)


def test_nobody_one_patient_and_no_events():
    assert incidence_at(cumulative_incidence([], []), 1)[0].incidence is None
    one = cumulative_incidence([3], [1])
    assert [v.incidence for v in incidence_at(one, [0, 3])] == [0.0, 1.0]
    assert incidence_at(one, 4)[0].incidence == 1
    both = cumulative_incidence([1, 3], [1, 2])
    assert incidence_at(both, 4)[0].incidence == 0.5
    left = incidence_at(cumulative_incidence([1, 3], [1, 0]), [3, 4])
    assert [(v.incidence, v.beyond) for v in left] == [(0.5, False), (None, True)]
    assert left[1].n_at_risk == 0
    none = incidence_at(cumulative_incidence([1, 2], [0, 2]), 2)[0]
    assert none.incidence == 0
    assert none.ci_low is None
    zero = cumulative_incidence([0, 1], [1, 2])
    assert incidence_at(zero, 0)[0].incidence == 0.5


@pytest.mark.parametrize("arm", [0, 1])
@pytest.mark.parametrize("name", ["mg", "mel"])
def test_gold(r_values, r_data, name, arm):
    want, data = r_values["cr"][name], r_data(f"{name}_cr")
    data = data[data["grp"] == arm]
    rows = slice(4 * arm, 4 * arm + 4)
    for cause in (1, 2):
        for ci_type, low, high in (("log", "plo", "pup"), ("log-log", "llo", "lup")):
            curve = cumulative_incidence(data["etime"], data["cause"], of=cause, ci_type=ci_type)
            for what, key in (
                ("incidence", "ps"),
                ("std_err", "pse"),
                ("ci_low", low),
                ("ci_high", high),
            ):
                expected = [row[cause] for row in want[key][rows]]
                assert_close(values(curve, want["tt"], what), expected)
        delta = cumulative_incidence(data["etime"], data["cause"], of=cause, variance="delta")
        row = want["rown"].index(f"{arm} {cause}")
        assert_close(values(delta, want["tt"], "incidence"), want["est"][row])
        assert_close(np.square(values(delta, want["tt"], "std_err")), want["var"][row])
