from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from outcomes.estimators.adjusted.robustness.lost_follow_up import lost_follow_up
from outcomes.model.cohort import Cohort
from tests.said import said
from tests.studies import make_cohort


def test_follow_up_would_have_lasted_to_the_cut_off_of_each_patient():
    days = ["2024-01-01", "2024-02-01", "2024-03-01", None]
    cohort = make_cohort(
        [10, 59, 30, 5], [0, 0, 1, 0], ["a", "b", "a", "b"], time_unit="days",
        columns={"randomisation_date": [pd.Timestamp(d) if d else pd.NaT for d in days]},
        origin="randomisation_date",
    )  # fmt: skip
    block = replace(cohort.study.spec.study, data_cutoff=date(2024, 4, 1))
    study = replace(cohort.study, spec=replace(cohort.study.spec, study=block))
    cohort = Cohort(study, "itt")
    found = lost_follow_up(cohort, "os", cohort.timed("os"), 2.0)
    # 91 days from 1 January to 1 April, 60 from February, 31 from March.
    assert found.horizon.tolist() == [91, 60, 31, 5]
    assert found.who.tolist() == [True, False, False, False]
    assert "1 censored without randomisation_date are not counted as lost" in said(found.notes)


def test_without_a_gap_every_censored_patient_is_lost():
    cohort = make_cohort([1, 2, 3], [0, 1, 2], ["a", "b", "a"], kind="competing")
    found = lost_follow_up(cohort, "os", cohort.timed("os"), None)
    assert found.who.tolist() == [True, False, False]
    assert np.isinf(found.horizon).all()
