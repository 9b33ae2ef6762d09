"""The study of real-world data holds what it is there to show."""

import tomllib

import pytest

from outcomes.simulate.observational import YEARLY_RECURRENCE, treated_patients
from outcomes.simulate.tables import Tables
from tests.simulate.order import DATA, ordered


def test_recurrence_hazards_of_the_real_world_study() -> None:
    events = dict.fromkeys(YEARLY_RECURRENCE, 0)
    years = dict.fromkeys(YEARLY_RECURRENCE, 0.0)
    for seed in range(12):
        for p in treated_patients(seed):
            site = p.course.baseline["primary_site"]
            if p.prevention:
                seen = p.course.progression
                years[site] += (p.course.last_contact if seen is None else seen) / 365.25
                events[site] += seen is not None and "peritoneum" in p.growth.sites
    for site, rates in YEARLY_RECURRENCE.items():
        assert events[site] / years[site] == pytest.approx(rates["peritoneum"], rel=0.25)


def test_every_registered_endpoint_of_the_real_world_study_is_quoted() -> None:
    raw = tomllib.loads((DATA / "rmhtnf-demo" / "study.toml").read_text(encoding="utf-8"))
    quoted = [endpoint["registered"] for endpoint in raw["endpoint"]]
    starts = ("Event-Free", "Progression-Free", "Objective", "Disease Control", "Overall",
              "Regional", "Adverse")  # fmt: skip
    assert [q.startswith(s) for q, s in zip(quoted, starts, strict=True)] == [True] * 7


def test_only_prevention_is_operated_on(cohort: Tables) -> None:
    p = cohort["patients"].set_index("patient_id")
    operated = cohort["surgery"].set_index("patient_id")
    assert set(operated.index) == set(p.index[p["intent"] == "prevention"])
    assert ordered(p["consent_date"], operated["surgery_date"].reindex(p.index))
    assert ordered(operated["surgery_date"], p.loc[operated.index, "first_treatment_date"])
    assert (operated["surgery_date"] < p.loc[operated.index, "first_treatment_date"]).any()
    assert set(p.groupby("intent")["primary_site"].nunique()) == {2}


def test_regional_sites_belong_to_regional_recurrences(cohort: Tables) -> None:
    regional = cohort["follow_up"].dropna(subset=["regional_site"])
    assert len(regional) > 2
    assert set(regional["progression_sites"]) <= {"local", "node"}
    assert regional["progression_date"].notna().all()


def test_the_acute_flag_is_the_events(cohort: Tables) -> None:
    ae = cohort["adverse_events"]
    acute = set(ae.loc[ae["hours_after_dose"].astype(float) <= 24, "patient_id"])
    p = cohort["patients"]
    assert acute == set(p.loc[p["adverse_event_24h"] == "Y", "patient_id"])
