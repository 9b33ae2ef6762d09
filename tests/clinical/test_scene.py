"""What is told of a cohort before anything is asked, beside the same counted patient by patient."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from outcomes.clinical import study_days
from outcomes.clinical.scene import scene_of
from outcomes.clinical.study_days import dated
from outcomes.model.cohort import Cohort, Filter
from tests.demos import demo_study
from tests.studies import make_study

FILTERS = [
    (),
    (Filter("ecog", "in", ("0",)),),
    (Filter("ecog", "in", ("1", "2")), Filter("age", ">=", bound=55.0)),
    (Filter("ecog", "in", ("nobody has it",)),),
]


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("study_id", ["hipec-sox-demo", "rmhtnf-demo"])
def test_counts_are_those_of_the_rows(study_id, filters):
    study = demo_study(study_id)
    for population in study.spec.populations:
        cohort = Cohort(study, population.id, filters)
        scene = scene_of(cohort)
        ids = set(cohort.patients["patient_id"])
        assert scene.n == len(ids)
        for name, table in study.tables.items():
            kept = table[[patient in ids for patient in table["patient_id"]]]
            pd.testing.assert_frame_equal(cohort.table(name), kept)
        for name, last in scene.last.items():
            data = study.endpoints[name]
            times, arms = data.time[cohort.mask], cohort.arm
            usable = ~np.isnan(times) & ~np.isnan(data.event[cohort.mask]) & (arms >= 0)
            assert last == np.nanmax(times, initial=0.0)
            assert scene.shortest[name] == min(
                (times[usable & (arms == arm)].max() for arm in set(arms[usable])), default=0.0
            )
            assert scene.events[name] == (data.event[cohort.mask] == 1).sum()
            assert scene.known[name] == np.isfinite(times).sum()


def test_treatments_stand_in_the_order_in_which_those_who_are_in_had_them():
    doses = pd.DataFrame({
        "patient_id": ["P001", "P000", "P001", "P002", "stranger", "P002"],
        "type": ["iv", "ip", "ip", "hipec", "other", None],
        "temperature_in_c": [np.nan, 41.0, np.nan, np.nan, 42.0, 43.0],
    })  # fmt: skip
    study = make_study([1.0, 2.0, 3.0], [1, 1, 1], ["a", "b", "a"], columns={"age": [40, 50, 60]})
    study = replace(study, tables={"treatment": doses})

    def told(*filters):
        return list(scene_of(Cohort(study, "itt", filters)).treatments.items())

    assert told() == [("iv", False), ("ip", True), ("hipec", False)]
    assert told(Filter("age", "<=", bound=40)) == [("ip", True)]
    assert told(Filter("age", ">=", bound=50)) == [("iv", False), ("ip", False), ("hipec", False)]
    assert told(Filter("age", ">=", bound=70)) == []


def test_days_get_their_dates_once_per_study(monkeypatch):
    made = []
    counted = study_days._with_dates
    monkeypatch.setattr(study_days, "_with_dates", lambda t: made.append(t) or counted(t))
    study = make_study([1.0, 2.0], [1, 1], columns={"death_day": [31.0, None]})
    everybody, other = (
        Cohort(study, "itt"),
        Cohort(study, "itt", (Filter("death_day", ">=", bound=1.0),)),
    )
    assert dated(everybody).study is dated(other).study
    assert len(made) == 1
    assert dated(other).patients["death_date"].iloc[0] == pd.Timestamp("2000-01-31")
    assert dated(Cohort(make_study([1.0], [1]), "itt")).study.patients.columns.tolist() == [
        "patient_id"
    ]
