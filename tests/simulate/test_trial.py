"""Simulated trials recover what was put in, and the demo workbooks hold no impossible order."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from math import exp, log
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from lifelines import CoxPHFitter

from outcomes.model.toml.protocol import read_protocol
from outcomes.simulate import (
    ASCITES_LEVELS,
    BALANCED_MIX,
    drainage,
    hipec_sox_demo,
    rmhtnf_demo,
    simulate_trial,
)
from outcomes.simulate.__main__ import CREATED, DEMOS, write_demos
from outcomes.simulate.observational import YEARLY_RECURRENCE, treated_patients
from outcomes.simulate.randomised import TRUTH
from outcomes.simulate.screening import Exclusion, screening_log
from outcomes.simulate.tables import SHEETS, Tables, to_tables, write_workbook

DATA = Path(__file__).parents[2] / "data"
CUTOFF = date(2025, 6, 30)


@pytest.fixture(scope="module")
def trial() -> Tables:
    return hipec_sox_demo()


@pytest.fixture(scope="module")
def cohort() -> Tables:
    return rmhtnf_demo()


@pytest.fixture(scope="module", params=sorted(DEMOS))
def study(request: pytest.FixtureRequest) -> tuple[str, Tables]:
    return request.param, DEMOS[request.param]()


def hazard_ratio(table: pd.DataFrame, *covariates: str) -> tuple[float, float, float]:
    """Cox hazard ratio of ``experimental`` with its 95 % interval, by lifelines."""
    design = table[["time", "event", "experimental"]].astype(float)
    for covariate in covariates:
        for level in ASCITES_LEVELS[1:]:
            design[level] = (table[covariate] == level).astype(float)
    row = CoxPHFitter().fit(design, "time", "event").summary.loc["experimental"]
    return tuple(row[["exp(coef)", "exp(coef) lower 95%", "exp(coef) upper 95%"]])


def known(n_trials: int, **options: object) -> Iterator[pd.DataFrame]:
    for seed in range(n_trials):
        table = simulate_trial(2000, seed, **options)
        yield table.assign(experimental=table["arm"] == "experimental")


def overall_survival(tables: Tables) -> pd.DataFrame:
    p = tables["patients"]
    days = (
        pd.to_datetime(p["last_contact_date"]) - pd.to_datetime(p["randomisation_date"])
    ).dt.days
    return pd.DataFrame(
        {
            "time": days,
            "event": p["death_date"].notna(),
            "experimental": p["arm"] == "HIPEC + SOX",
            "ascites_category": p["ascites_category"],
        }
    )


def progression_free_survival(tables: Tables) -> pd.DataFrame:
    p = tables["patients"]
    end = p["progression_date"].fillna(p["death_date"])
    last = end.fillna(p["last_assessment_date"]).fillna(p["randomisation_date"])
    days = (pd.to_datetime(last) - pd.to_datetime(p["randomisation_date"])).dt.days
    return overall_survival(tables).assign(time=days.clip(lower=1), event=end.notna())


# --- known truth ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_adjusted_hazard_ratio_is_recovered() -> None:
    found = np.array([hazard_ratio(t, "ascites_category") for t in known(40)])
    # Standard error of one log ratio is about 0.05 (1600 events), of the mean of 40 about 0.008.
    assert np.log(found[:, 0]).mean() == pytest.approx(log(0.59), abs=0.025)
    covered = (found[:, 1] < 0.59) & (found[:, 2] > 0.59)
    assert covered.sum() >= 34  # 38 expected; fewer than 34 has probability 0.01


def test_imbalance_hides_part_of_the_effect() -> None:
    imbalanced = exp(np.mean([log(hazard_ratio(t)[0]) for t in known(10)]))
    balanced = exp(np.mean([log(hazard_ratio(t)[0]) for t in known(10, ascites_mix=BALANCED_MIX)]))
    assert imbalanced == pytest.approx(0.74, abs=0.03)
    assert 0.59 + 0.02 < balanced < imbalanced - 0.05


def test_no_effect_is_no_effect() -> None:
    found = [log(hazard_ratio(t, "ascites_category")[0]) for t in known(10, log_hr=0.0)]
    assert np.mean(found) == pytest.approx(0.0, abs=0.05)


def test_the_median_is_the_one_asked_for() -> None:
    trial = simulate_trial(
        40_000, 1, log_hr=0.0, ascites_log_hr=(0, 0, 0, 0), median_months=12.0, shape=1.4,
        follow_up_months=60.0,
    )  # fmt: skip
    assert (trial["time"] <= 12.0).mean() == pytest.approx(0.5, abs=0.01)


def test_allocation_losses_and_seed() -> None:
    table = simulate_trial(300, 7, allocation=(1, 2), loss_per_month=0.05)
    assert (table["arm"] == "experimental").sum() == 200
    assert table["event"].sum() < simulate_trial(300, 7, allocation=(1, 2))["event"].sum()
    pd.testing.assert_frame_equal(
        table, simulate_trial(300, 7, allocation=(1, 2), loss_per_month=0.05)
    )
    assert not table["time"].equals(simulate_trial(300, 8, loss_per_month=0.05)["time"])
    assert table["patient_id"].iloc[0] == "001"


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


# --- the demo trial ------------------------------------------------------------------------------


def test_the_demo_shows_the_pair(trial: Tables) -> None:
    unadjusted = hazard_ratio(overall_survival(trial))
    adjusted = hazard_ratio(overall_survival(trial), "ascites_category")
    assert unadjusted[0] == pytest.approx(0.72, abs=0.01)
    assert 1.0 < unadjusted[2] < 1.06
    assert adjusted[0] == pytest.approx(TRUTH["hazard_ratio"], abs=0.01)
    assert adjusted[2] < 0.9


def test_the_primary_endpoint_shows_it_too(trial: Tables) -> None:
    unadjusted = hazard_ratio(progression_free_survival(trial))
    adjusted = hazard_ratio(progression_free_survival(trial), "ascites_category")
    assert 1.0 < unadjusted[2] < 1.06
    assert adjusted[0] < unadjusted[0] - 0.1
    assert adjusted[2] < 0.9


def test_ascites_is_imbalanced(trial: Tables) -> None:
    p = trial["patients"]
    share = p["ascites_category"].ne("none").groupby(p["arm"]).mean()
    assert share["HIPEC + SOX"] > share["SOX"] + 0.1


def test_consort_numbers_add_up(trial: Tables) -> None:
    log, p = trial["screening"], trial["patients"]
    entered = log[log["randomised"] == "Y"]
    assert len(p) == len(entered) == 164
    assert log.loc[log["randomised"] == "N", "exclusion_reason"].notna().all()
    assert entered["exclusion_reason"].isna().all()
    arms = entered.set_index("patient_id")["arm"]
    assert arms.sort_index().equals(p.set_index("patient_id")["arm"].rename("arm"))
    not_received = entered["received_allocated"] == "N"
    differs = p.set_index("patient_id")["arm"] != p.set_index("patient_id")["arm_actual"]
    assert set(entered.loc[not_received, "patient_id"]) == set(differs[differs].index)
    assert entered["not_received_reason"].notna().equals(not_received)
    assert entered["discontinued_reason"].notna().equals(entered["discontinued"] == "Y")
    assert (entered["lost"] == "Y").sum() == (p["status"] == "lost").sum() > 0


def test_it_is_as_untidy_as_a_real_trial(trial: Tables) -> None:
    p = trial["patients"]
    assert p["arm"].value_counts().between(78, 86).all()
    missing = p[["ecog", "lauren", "pci", "albumin", "her2"]].isna().mean()
    assert missing.between(0.005, 0.08).all()
    assert p["ascites_category"].notna().all()
    early = p["death_date"].notna() & p["last_assessment_date"].isna()
    assert early.sum() >= 1
    assert 1 <= (p["last_contact_date"] == CUTOFF).sum() < 0.3 * len(p)
    assert progression_free_survival(trial)["time"].duplicated().sum() > 50
    assert set(p["status"]) == {"alive", "dead", "lost", "withdrawn"}
    months = pd.to_datetime(p["randomisation_date"])
    assert (months.max() - months.min()).days > 700


def test_hipec_is_given_warm_and_only_to_those_who_received_it(trial: Tables) -> None:
    given = trial["treatment"].query("type == 'HIPEC'")
    p = trial["patients"].set_index("patient_id")
    assert set(p.loc[given["patient_id"].unique(), "arm_actual"]) == {"HIPEC + SOX"}
    assert given["temperature_in_c"].between(42.0, 44.0).all()
    assert (given["temperature_out_c"] < given["temperature_in_c"]).all()


def test_conversion_means_resection(trial: Tables) -> None:
    operated = trial["surgery"]
    assert operated["r_status"].notna().equals(operated["resected"] == "Y")
    assert (operated["intent"] == "conversion").equals(operated["resected"] == "Y")
    first = operated.groupby("patient_id")["intent"].first()
    assert set(first) == {"second_look"}
    rate = operated.query("intent == 'conversion'")["patient_id"].nunique() / 164
    assert 0.15 < rate < 0.45


# --- both workbooks ------------------------------------------------------------------------------


def test_regenerating_gives_the_same_tables(study: tuple[str, Tables]) -> None:
    name, tables = study
    again = DEMOS[name]()
    assert list(again) == list(tables) == list(SHEETS)
    for sheet, table in tables.items():
        pd.testing.assert_frame_equal(table, again[sheet])


def test_the_workbook_in_data_holds_these_tables(study: tuple[str, Tables]) -> None:
    name, tables = study
    book = openpyxl.load_workbook(DATA / name / "workbook.xlsx", read_only=True)
    assert book.sheetnames == list(tables)
    for sheet, table in tables.items():
        rows = list(book[sheet].iter_rows(values_only=True))
        assert list(rows[0]) == list(table.columns)
        for found, wanted in zip(rows[1:], table.itertuples(index=False), strict=True):
            assert tuple(map(_plain, found)) == tuple(map(_plain, wanted)), sheet
    book.close()


def _plain(value: object) -> object:
    if isinstance(value, datetime):  # a date cell is read as midnight
        return value.replace(microsecond=0)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value


def test_the_same_bytes_twice_and_no_author(tmp_path: Path) -> None:
    first = [p.read_bytes() for p in write_demos(tmp_path / "a")]
    second = [p.read_bytes() for p in write_demos(tmp_path / "b")]
    assert first == second
    with ZipFile(tmp_path / "a" / "rmhtnf-demo" / "workbook.xlsx") as package:
        core = package.read("docProps/core.xml").decode()
        assert len({member.date_time for member in package.infolist()}) == 1
    assert core.count("2025-07-01T09:00:00Z") == 2
    assert "<dc:creator></dc:creator>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core


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
    assert _ordered(p["consent_date"], start)
    if "randomisation_date" in p:
        assert _ordered(p["consent_date"], p["randomisation_date"])
        assert _ordered(p["randomisation_date"], start)
    assert p["last_contact_date"].max() <= CUTOFF
    assert _ordered(p["progression_date"], p["last_contact_date"])
    assert _ordered(p["last_assessment_date"], p["last_contact_date"])
    assert p["death_date"].notna().equals(p["status"] == "dead")
    assert p["death_date"].dropna().equals(p.loc[p["status"] == "dead", "last_contact_date"])
    for sheet in ("treatment", "adverse_events"):
        column = "datetime" if sheet == "treatment" else "start_datetime"
        table = tables[sheet]
        day = table[column].map(lambda moment: moment.date())
        assert _ordered(table["patient_id"].map(start), day)
    for sheet, table in tables.items():
        if sheet in ("patients", "meta", "screening"):
            continue
        last = table["patient_id"].map(p["last_contact_date"])
        for column in table.columns:
            if column.endswith(("date", "datetime")):
                days = table[column].map(_day)
                assert _ordered(days, last), (sheet, column)


def _day(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def _ordered(earlier: pd.Series, later: pd.Series) -> bool:
    both = earlier.notna() & later.notna()
    assert both.any()
    return bool((pd.to_datetime(earlier[both]) <= pd.to_datetime(later[both])).all())


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
    assert _ordered(p["consent_date"], operated["surgery_date"].reindex(p.index))
    assert _ordered(operated["surgery_date"], p.loc[operated.index, "first_treatment_date"])
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


# --- small pieces --------------------------------------------------------------------------------


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(KeyError, match=r"sheet 'meta' has no column \['colour'\]"):
        to_tables({"meta": [{"key": "a", "colour": "red"}]})


def test_a_column_without_entries_is_left_out() -> None:
    table = to_tables({"meta": [{"key": "a"}, {"key": "b", "value": None}]})["meta"]
    assert list(table.columns) == ["key"]


def test_the_screening_log_is_in_order() -> None:
    entered = [{"screening_date": date(2024, 5, 1), "patient_id": "001", "randomised": "Y"}]
    span = (date(2024, 1, 1), date(2024, 12, 31))
    log = screening_log(entered, [Exclusion("ECOG above 2", 5)], span, np.random.default_rng(1))
    assert [row["screening_no"] for row in log] == [f"S{i:03d}" for i in range(1, 7)]
    dates = [row["screening_date"] for row in log]
    assert dates == sorted(dates)
    assert [row["randomised"] for row in log].count("N") == 5
