"""Prognostic strength within the arms: stratified Cox, checked by hand and against R."""

import numpy as np
import pytest

from outcomes.estimators.subgroups.prognosis import prognosis
from outcomes.model.protocol import Covariate
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, nobody

CELL = Covariate("cell", "Cell type", "categorical", ("squamous", "smallcell", "adeno", "large"))
BAD = Covariate("bad", "Bad", "binary")


# R 4.2.2, survival 3.5-3, veteran with celltype relevelled to squamous:
# coxph(Surv(time, status) ~ celltype + strata(trt)); coxph(Surv(time, status) ~
# I(celltype != "squamous") + strata(trt))
def test_veteran_equals_r():
    v = load_veteran()
    cohort = make_cohort(
        v["time"], v["ev"], np.where(v["grp"] == 1, "test", "standard"),
        arms=["standard", "test"], columns={"cell": v["Celltype"].astype(str)}, covariates=[CELL],
    )  # fmt: skip
    found = prognosis(cohort, "os", covariate="cell")
    assert [e.group for e in found.all("hazard_ratio")] == [
        "cell=smallcell", "cell=adeno", "cell=large"
    ]  # fmt: skip
    assert [e.value for e in found.all("hazard_ratio")] == pytest.approx(R_LEVELS, rel=1e-6)
    assert found.pick("any_hazard_ratio").value == pytest.approx(R_ANY, rel=1e-6)


R_LEVELS = [2.699726005, 2.904497742, 1.192653448]
R_ANY = 1.97555472


def test_one_level_has_no_ratio_and_missing_are_counted():
    cohort = make_cohort(
        [1, 2, 3, 4], [1, 1, 1, 1], ["a", "b", "a", "b"],
        columns={"bad": [1.0, 1.0, None, 1.0]}, covariates=[BAD],
    )  # fmt: skip
    found = prognosis(cohort, "os", covariate="bad")
    assert found.estimates == ()
    assert "1 of 4 patients left out" in said(found.notes)[0]


def test_few_events_are_not_estimated():
    cohort = make_cohort(
        [1, 2, 3, 4], [1, 0, 1, 1], ["a", "b", "a", "b"],
        columns={"bad": [1.0, 0.0, 0.0, 1.0]}, covariates=[BAD],
    )  # fmt: skip
    (e,) = prognosis(cohort, "os", covariate="bad").estimates
    assert e.value is None
    assert said(e.notes) == ("not estimable: events: 3, levels: 1",)


def test_nobody():
    cohort = nobody([1.0], [1], ["a"], columns={"bad": [1.0]}, covariates=[BAD])
    assert prognosis(cohort, "os", covariate="bad").estimates == ()
