"""Drainages come to those with ascites, and change nothing else."""

import pandas as pd
import pytest

from outcomes.simulate import (
    ASCITES_LEVELS,
    drainage,
)
from outcomes.simulate.__main__ import DEMOS
from outcomes.simulate.tables import Tables


def drainages(tables: Tables) -> pd.DataFrame:
    """Therapeutic drainages, each with the day after the first dose."""
    found = tables["ascites"].query("method == 'drain'")
    start = tables["patients"].set_index("patient_id")["first_treatment_date"]
    begun = pd.to_datetime(found["patient_id"].map(start))
    return found.assign(day=(pd.to_datetime(found["assessment_date"]) - begun).dt.days)


def test_drainages_come_after_the_response_and_to_those_with_ascites(
    study: tuple[str, Tables],
) -> None:
    _, tables = study
    found, a = drainages(tables), tables["ascites"]
    assert found["day"].min() > 35
    assert found["category"].isna().all()
    assert found["volume_ml"].isna().all()
    assert found["drained_ml"].between(1000, 3500).all()
    p = tables["patients"].set_index("patient_id")["ascites_category"]
    assert found["patient_id"].map(p).ne("none").all()
    assert not a.duplicated(["patient_id", "assessment_date", "method"]).any()
    first = found.groupby("patient_id")["day"]
    assert first.diff().dropna().min() >= 14
    drained = p.index.to_series().isin(found["patient_id"]).groupby(p).mean()
    assert drained["none"] == 0 < drained["small"] < drained["massive"]


def test_patients_without_drainages_would_have_the_same_other_rows(
    study: tuple[str, Tables], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, tables = study
    never = dict.fromkeys(ASCITES_LEVELS, 0.0)
    monkeypatch.setattr(drainage, "YEARLY_DRAINAGES", never)
    without = DEMOS[name]()
    assert "drain" not in set(without["ascites"]["method"])
    for sheet, table in tables.items():
        kept = table[table["method"] != "drain"] if sheet == "ascites" else table
        pd.testing.assert_frame_equal(
            kept.reset_index(drop=True), without[sheet], check_dtype=False
        )


def test_the_arm_that_controls_better_is_drained_less(trial: Tables) -> None:
    p = trial["patients"].query("ascites_category != 'none' and first_treatment_date.notna()")
    weeks = (
        pd.to_datetime(p["last_contact_date"]) - pd.to_datetime(p["first_treatment_date"])
    ).dt.days / 7 - 5
    arm = p.set_index("patient_id")["arm_actual"]
    often = drainages(trial)["patient_id"].map(arm).value_counts()
    per_week = often / weeks.groupby(p["arm_actual"]).sum()
    assert per_week["HIPEC + SOX"] < 0.8 * per_week["SOX"]
