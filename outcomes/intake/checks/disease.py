"""Cross-field rules about stage, cytology and ascites."""

from collections.abc import Iterator

import pandas as pd

from outcomes.intake.checks.facts import Facts, Found
from outcomes.intake.derive.columns.operations import PERITONEAL
from outcomes.intake.derive.timeline import as_dates
from outcomes.model.file.report import Severity
from outcomes.model.file.told import told


def negative_cytology_with_massive_ascites(facts: Facts) -> Iterator[Found]:
    """Massive ascites with negative cytology is unusual."""
    known = facts.rows("patients", ["cytology", "ascites_category"])
    for row in known["row"][
        (known["cytology"] == "CY0") & (known["ascites_category"] == "massive")
    ]:
        yield Found(
            "warning", "patients", "cytology", row,
            "cytology is CY0 although ascites_category is massive",
            "Check the cytology; CYX if it was not examined.",
        )  # fmt: skip


def pci_and_p_status(facts: Facts) -> Iterator[Found]:
    """A peritoneal cancer index of 0 is P0, and a higher one is not."""
    known = facts.rows("patients", ["pci", "p_status"])
    empty = (known["pci"] == 0) & known["p_status"].isin(PERITONEAL)
    more = (known["pci"] > 0) & (known["p_status"] == "P0")
    rules: tuple[tuple[pd.Series, Severity, str], ...] = (
        (empty, "error", "pci is 0 but p_status is P1 or more"),
        (more, "warning", "pci is above 0 but p_status is P0"),
    )
    for where, severity, words in rules:
        for row in known["row"][where]:
            yield Found(severity, "patients", "pci", row, words, "Correct one of the two.")


def no_peritoneal_disease(facts: Facts) -> Iterator[Found]:
    """A study of treatment of peritoneal disease has no patient with P0 and CY0."""
    if facts.spec.study.setting != "therapeutic":
        return
    known = facts.rows("patients", ["p_status", "cytology"])
    for row in known["row"][(known["p_status"] == "P0") & (known["cytology"] == "CY0")]:
        yield Found(
            "warning", "patients", "p_status", row,
            "p_status is P0 and cytology is CY0 in a study of present peritoneal disease",
            "Check whether the patient was eligible.",
        )  # fmt: skip


def drained_without_ascites(facts: Facts) -> Iterator[Found]:
    """Nothing is drained where there is no ascites."""
    known = facts.rows("ascites", ["category", "drained_ml"])
    wrong = known[(known["category"] == "none") & (known["drained_ml"] > 0)]
    for row in wrong["row"]:
        yield Found(
            "warning", "ascites", "drained_ml", row, "drained_ml is above 0 but category is none",
            "Correct the category, or mark the assessment as post_drainage.",
        )  # fmt: skip


def volume_without_ascites(facts: Facts) -> Iterator[Found]:
    """More than 300 ml is not none."""
    for sheet, category, volume in (
        ("patients", "ascites_category", "ascites_ml"), ("ascites", "category", "volume_ml"),
    ):  # fmt: skip
        known = facts.rows(sheet, [category, volume])
        wrong = known[(known[category] == "none") & (known[volume] > 300)]
        for row in wrong["row"]:
            yield Found(
                "warning", sheet, volume, row,
                told("{} is above 300 but {} is none", volume, category),
                "Correct the amount or the category.",
            )  # fmt: skip


def baseline_after_first_dose(facts: Facts) -> Iterator[Found]:
    """A baseline assessment comes before the first dose."""
    known = facts.rows("ascites", ["assessment_date", "visit"], ["first_treatment_date"])
    if known.empty:
        return
    visit = known["visit"].astype(str).str.casefold().str.strip()
    named = visit.isin(["baseline", "screening", "基线", "筛选", "治疗前"])
    wrong = known[named & (known["assessment_date"] > known["patient_first_treatment_date"])]
    for row in wrong["row"]:
        yield Found(
            "warning", "ascites", "assessment_date", row,
            "the baseline assessment is after the first dose",
            "Check the date; it is not used as baseline.",
        )  # fmt: skip


def investigator_disagrees(facts: Facts) -> Iterator[Found]:
    """The response by the investigator agrees with the one derived at the same assessment."""
    known = facts.rows(
        "ascites", ["assessment_date", "investigator_response"],
        ["ascites_response", "ascites_response_date"],
    )  # fmt: skip
    if known.empty or "ascites_response" in facts.tables.frames["patients"]:
        return
    read = as_dates(known["assessment_date"]) == as_dates(known["patient_ascites_response_date"])
    judged, ours = known["investigator_response"], known["patient_ascites_response"]
    differs = read & judged.notna() & ours.notna() & (judged != ours)
    for row in known["row"][differs]:
        yield Found(
            "warning", "ascites", "investigator_response", row,
            "the investigator says something else than the criteria of the protocol give",
            "The derived response is used; check the amounts.",
        )  # fmt: skip
