"""Another unit of time: times scale, ratios and tests do not move."""

import numpy as np
import pytest

from outcomes.estimators.survival.contrasts import log_rank, rmst
from outcomes.estimators.survival.cox import cox
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.model.cohort import Cohort
from outcomes.model.units import in_unit
from tests.studies import make_study

MONTH = 365.25 / 12


@pytest.fixture
def study():
    rng = np.random.default_rng(3)
    time = np.round(rng.exponential(12, 60), 1)  # tenths of months: many ties
    return make_study(time, rng.integers(0, 2, 60), ["a", "b"] * 30, landmarks=(6.0,), tau=12.0)


def test_times_medians_and_means_scale(study):
    months, days = (Cohort(in_unit(study, unit), "itt") for unit in ("months", "days"))
    for estimator, quantity in ((kaplan_meier, "median"), (rmst, "rmst_difference")):
        before, after = (estimator(c, "os").pick(quantity) for c in (months, days))
        assert after.value == pytest.approx(MONTH * before.value)
        assert after.unit == "days"
    assert kaplan_meier(days, "os").pick("survival").at == pytest.approx(6 * MONTH)


def test_what_has_no_unit_stays(study):
    months, years = (Cohort(in_unit(study, unit), "itt") for unit in ("months", "years"))
    for estimator in (cox, log_rank):
        before, after = (estimator(c, "os").estimates[0] for c in (months, years))
        assert after.value == pytest.approx(before.value, rel=1e-12)
        assert after.p_value == pytest.approx(before.p_value, rel=1e-12)
    survival = [kaplan_meier(c, "os").pick("survival").value for c in (months, years)]
    assert survival[0] == pytest.approx(survival[1], rel=1e-12)


def test_the_unit_is_part_of_the_identity_and_the_study_itself_stays(study):
    assert in_unit(study, "months") is study
    weeks = in_unit(study, "weeks")
    assert weeks.fingerprint != study.fingerprint
    assert study.spec.study.time_unit == "months"
    assert in_unit(weeks, "months").endpoints["os"].time == pytest.approx(
        study.endpoints["os"].time
    )


def test_unknown_units_are_refused(study):
    with pytest.raises(KeyError):
        in_unit(study, "fortnights")
