from __future__ import annotations

import numpy as np
import pytest

from outcomes.kernel.competing.fine_gray import cause_weights, fine_gray
from outcomes.kernel.cox.fit import cox
from outcomes.kernel.cox.residuals import robust_covariance
from tests.kernel.competing.test_aalen_johansen import CAUSE, TIME
from tests.kernel.conftest import assert_close

X = [0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0]


def test_twelve_patients_equal_r():
    # d <- data.frame(time = TIME, cause = CAUSE, x = X, id = 1:12)
    # f <- finegray(Surv(time, factor(cause, 0:2)) ~ x + id, d, etype = "1")
    # m <- coxph(Surv(fgstart, fgstop, fgstatus) ~ x, f, weights = fgwt, cluster = id,
    #   control = coxph.control(eps = 1e-12))
    # coef(m); sqrt(diag(m$var)); sqrt(diag(m$naive.var))
    found = fine_gray(TIME, CAUSE, X)
    assert_close(found.fit.coefficients, [-0.625468292427604])
    assert_close(np.sqrt(np.diag(found.robust_covariance)), [0.774519930572946])
    assert_close(found.fit.std_err, [0.871950786834479])
    assert (found.n, found.n_events) == (12, 6)


def test_weights_fall_with_censoring_after_the_competing_event():
    # finegray gives patient 2 (competing event at 2): 1, 8/9, 20/27 and 10/27
    rows = cause_weights(TIME, CAUSE)
    weights = rows.weight[rows.patient == 1]
    assert_close(np.unique(weights), [10 / 27, 20 / 27, 8 / 9, 1])


def test_without_competing_events_it_is_cox():
    event = (np.array(CAUSE) == 1).astype(int)
    plain = cox(TIME, event, X)
    assert_close(fine_gray(TIME, event, X).fit.coefficients, plain.coefficients)


def test_trouble_is_data():
    assert fine_gray([], [], []).fit.status == "no events"
    assert fine_gray([1, 2], [2, 0], [0, 1]).fit.status == "no events"
    assert fine_gray([0, 0, 1], [1, 2, 1], [0, 1, 1]).n_events == 2
    with pytest.raises(ValueError, match="x has 1 rows"):
        fine_gray([1, 2], [1, 2], [[1, 2]])


@pytest.mark.parametrize(("ties", "key"), [("efron", "fg"), ("breslow", "fgb")])
@pytest.mark.parametrize("name", ["mg", "mel"])
def test_gold(r_values, r_data, name, ties, key):
    want, data = r_values["cr"][name], r_data(f"{name}_cr").dropna(subset=["age", "grp"])
    found = fine_gray(data["etime"], data["cause"], data[["grp", "age"]], ties=ties)
    assert_close(found.fit.coefficients, want[key], rel=1e-8)
    # The script gave no id, and R takes the robust variance of single rows for weighted data.
    rows = np.sqrt(np.diag(robust_covariance(found.fit)))
    assert_close(rows, want[f"{key}_se"], rel=1e-8)
    # crr counts the estimation of the weights, and other ties: close, not equal.
    assert_close(np.sqrt(np.diag(found.robust_covariance)), want["crr_se"], rel=0.01)
