"""Times that only rounding tells apart, by hand; the ratio and the test they decide are R's."""

import numpy as np
import pytest

from outcomes.estimators.survival.contrasts import log_rank
from outcomes.estimators.survival.cox import cox
from outcomes.intake.derive.derived import derive
from outcomes.intake.derive.endpoints.ties import tied
from outcomes.model.cohort import Cohort
from outcomes.model.study import Study
from tests.intake.frames import protocol, table

READY = {
    "id": "os", "label": "OS", "kind": "time_to_event", "time": "os_t", "event_column": "os_e",
    "unit": "days",
}  # fmt: skip


def test_sums_and_differences_of_a_spreadsheet_are_the_numbers_they_stand_for():
    found = tied(np.array([0.1 + 0.2, 0.3, 1 - 0.9, 0.1, 3.3 + 1e-15]))
    assert found.tolist() == [0.3, 0.3, 1 - 0.9, 1 - 0.9, 3.3 + 1e-15]


def test_a_chain_of_neighbors_is_one_time_and_a_real_difference_is_none():
    found = tied(np.array([5.0, 5 + 1e-8, 5 + 2e-8, 5 + 1e-6]))
    assert found.tolist() == [5, 5, 5, 5 + 1e-6]


def test_the_tolerance_grows_with_the_times():
    assert tied(np.array([1000.0, 1000 + 1e-6])).tolist() == [1000, 1000]
    assert tied(np.array([1.0, 1 + 1e-6])).tolist() == [1, 1 + 1e-6]


def test_a_time_equal_to_a_milestone_becomes_it():
    found = tied(np.array([0.1 + 0.2, 12 - 2e-15, np.nan]), (0.3, 12.0))
    assert found[:2].tolist() == [0.3, 12.0]
    assert np.isnan(found[2])


def test_nobody_has_no_ties():
    assert tied(np.array([])).tolist() == []
    assert np.isnan(tied(np.array([np.nan]))).all()


def test_a_residue_below_zero_is_the_origin_and_no_error():
    patients = table(patient_id=["1", "2"], os_t=[0.3 - 0.2 - 0.1, -0.5], os_e=[1, 1])
    derived = derive(protocol(endpoint=[READY]), {"patients": patients})
    os = derived.endpoints["os"]
    assert os.time[0] == 0
    assert os.zero_times == 1
    assert os.reason.tolist() == ["", "not_a_time:os_t"]


SUMS = """
0.30000000000000004 1 a
0.3 0 b
0.3 1 a
0.09999999999999998 1 b
0.1 1 a
0.1 0 b
0.7 1 a
0.7000000000000001 1 b
0.7000000000000001 0 a
2.2 1 b
2.2 1 a
3.3 1 b
3.3000000000000003 1 a
3.3000000000000003 0 b
4.0 0 a
5.0 1 b
"""


def test_sixteen_patients_have_the_ratio_and_the_test_of_r():
    """R 4.2.2 survival: ``coxph(Surv(t, e) ~ g)`` 0.5779, ``survdiff`` 0.7507 (timefix is on)."""
    rows = [line.split() for line in SUMS.split("\n") if line]
    patients = table(
        patient_id=[str(i) for i in range(len(rows))], arm=[r[2] for r in rows],
        os_t=[float(r[0]) for r in rows], os_e=[float(r[1]) for r in rows],
    )  # fmt: skip
    spec = protocol("randomised", endpoint=[READY])
    derived = derive(spec, {"patients": patients})
    study = Study(spec, derived.patients, derived.tables, derived.endpoints, derived.populations)
    cohort = Cohort(study, "safety")
    ratio = cox(cohort, "os").pick("hazard_ratio").value
    assert ratio == pytest.approx(0.5779, abs=5e-5)
    assert log_rank(cohort, "os").pick("statistic").value == pytest.approx(0.7507, abs=5e-5)
