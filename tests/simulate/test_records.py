"""The records of a demo agree with each other: no impossible order, no row of nobody."""

from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd

from outcomes.model.toml.protocol import read_protocol
from outcomes.simulate.__main__ import CREATED, DEMOS
from outcomes.simulate.tables import SHEETS, Tables, write_workbook
from tests.simulate.order import CUTOFF, DATA, ordered

# --- both workbooks ------------------------------------------------------------------------------


def test_regenerating_gives_the_same_tables(study: tuple[str, Tables]) -> None:
    name, tables = study
    again = DEMOS[name]()
    assert list(again) == list(tables) == list(SHEETS)
    for sheet, table in tables.items():
        pd.testing.assert_frame_equal(table, again[sheet])


def test_ids_keep_their_zeros(study: tuple[str, Tables], tmp_path: Path) -> None:
    name, tables = study
    write_workbook({"patients": tables["patients"].head(3)}, tmp_path / "w.xlsx", CREATED)
    sheet = openpyxl.load_workbook(tmp_path / "w.xlsx")["patients"]
    assert [sheet.cell(i, 1).value for i in (2, 3, 4)] == ["001", "002", "003"], name
    assert sheet.cell(2, 1).data_type == "s"


def test_every_row_belongs_to_a_patient(study: tuple[str, Tables]) -> None:
    _, tables = study
    ids = set(tables["patients"]["patient_id"])
    assert tables["patients"]["patient_id"].is_unique
    for sheet, table in tables.items():
        if "patient_id" in table:
            assert set(table["patient_id"].dropna()) <= ids, sheet


def test_no_impossible_order(study: tuple[str, Tables]) -> None:
    _, tables = study
    p = tables["patients"].set_index("patient_id")
    start = p["first_treatment_date"]
    assert ordered(p["consent_date"], start)
    if "randomisation_date" in p:
        assert ordered(p["consent_date"], p["randomisation_date"])
        assert ordered(p["randomisation_date"], start)
    assert p["last_contact_date"].max() <= CUTOFF
    assert ordered(p["progression_date"], p["last_contact_date"])
    assert ordered(p["last_assessment_date"], p["last_contact_date"])
    assert p["death_date"].notna().equals(p["status"] == "dead")
    assert p["death_date"].dropna().equals(p.loc[p["status"] == "dead", "last_contact_date"])
    for sheet in ("treatment", "adverse_events"):
        column = "datetime" if sheet == "treatment" else "start_datetime"
        table = tables[sheet]
        day = table[column].map(lambda moment: moment.date())
        assert ordered(table["patient_id"].map(start), day)
    for sheet, table in tables.items():
        if sheet in ("patients", "meta", "screening"):
            continue
        last = table["patient_id"].map(p["last_contact_date"])
        for column in table.columns:
            if column.endswith(("date", "datetime")):
                days = table[column].map(_day)
                assert ordered(days, last), (sheet, column)


def _day(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def test_first_treatment_is_the_first_dose(study: tuple[str, Tables]) -> None:
    _, tables = study
    first = tables["treatment"].groupby("patient_id")["datetime"].min().map(_day)
    given = tables["patients"].set_index("patient_id")["first_treatment_date"].dropna()
    assert first.equals(given.rename("datetime"))


def test_patients_and_follow_up_agree(study: tuple[str, Tables]) -> None:
    _, tables = study
    p = tables["patients"].set_index("patient_id")
    contacts = tables["follow_up"].groupby("patient_id")
    assert contacts["contact_date"].max().equals(p["last_contact_date"].rename("contact_date"))
    assert contacts["status"].last().equals(p["status"])
    for column in ("progression_date", "death_date"):
        assert contacts[column].first().dropna().equals(p[column].dropna()), column


def test_ascites_amount_category_and_thickness_agree(study: tuple[str, Tables]) -> None:
    _, tables = study
    a = tables["ascites"].query("method == 'five_point'")
    thickness = a[[f"thickness_{point}_cm" for point in "abcde"]].astype(float).sum(axis=1)
    assert np.allclose(thickness * 200, a["volume_ml"].astype(float))
    baseline = a[a["visit"] == "baseline"].set_index("patient_id")
    p = tables["patients"].set_index("patient_id").loc[baseline.index]
    assert baseline["category"].eq(p["ascites_category"]).all()
    assert baseline["volume_ml"].eq(p["ascites_ml"]).all()
    assert (a["category"] == "none").equals(a["volume_ml"].astype(float) < 50)
    assert a.loc[a["drained_ml"].notna(), "category"].eq("massive").all()


def test_hours_after_dose_are_the_times(study: tuple[str, Tables]) -> None:
    _, tables = study
    ae = tables["adverse_events"]
    hours = (pd.to_datetime(ae["start_datetime"]) - pd.to_datetime(ae["dose_datetime"])) / (
        pd.Timedelta(hours=1)
    )
    assert np.allclose(hours, ae["hours_after_dose"].astype(float), atol=0.006)
    doses = set(tables["treatment"][["patient_id", "datetime"]].itertuples(index=False, name=None))
    assert set(ae[["patient_id", "dose_datetime"]].itertuples(index=False, name=None)) <= doses
    assert ae["grade"].between(1, 4).all()


def test_response_follows_recist(study: tuple[str, Tables]) -> None:
    _, tables = study
    r = tables["response"]
    for _, rows in r[r["method"] == "CT"].groupby("patient_id"):
        sums = rows["target_sum_mm"]
        best = rows["overall_response"].tolist()
        assert best[0] is None
        if sums.notna().any():
            shrunk = sums.astype(float) <= 0.7 * float(sums.iloc[0])
            assert (rows["overall_response"].eq("PR") <= shrunk).all()
            assert (rows["overall_response"].eq("SD") <= ~shrunk).all()
        assert "PD" not in best[:-1]


def test_the_protocol_names_columns_that_exist(study: tuple[str, Tables]) -> None:
    name, tables = study
    spec = read_protocol(DATA / name)
    derived = {
        "surgery_date", "conversion_date", "conversion_surgery", "r0_resection",
        "peritoneal_recurrence_date", "regional_recurrence_date", "ascites_control",
        "objective_response",
    }  # fmt: skip
    columns = set(tables["patients"].columns)
    for endpoint in spec.endpoints:
        named = {endpoint.origin, endpoint.censor, endpoint.success, *endpoint.event}
        assert {*named, *endpoint.competing} - {None} <= columns | derived, endpoint.id
        sets = {population.id for population in spec.populations}
        assert {endpoint.denominator} - {None} <= columns | sets
    for covariate in spec.covariates:
        values = tables["patients"][covariate.id].dropna().astype(str)
        assert not covariate.levels or set(values) <= set(covariate.levels), covariate.id
    assert {p.column for p in spec.populations} - {None} <= columns
    assert spec.study.simulated
    assert spec.study.registry_id == "SIMULATED"
    assert spec.study.data_cutoff == CUTOFF
