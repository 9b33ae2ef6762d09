"""Cross-field rules about operations."""

from collections.abc import Iterator

import pandas as pd

from outcomes.intake.checks.facts import Facts, Found
from outcomes.model.file.told import told

CYTOLOGY_DAYS = 14
"""How long before an operation a cytology still describes it."""


def r_status_without_resection(facts: Facts) -> Iterator[Found]:
    """An R status belongs to a resection."""
    known = facts.rows("surgery", ["resected", "r_status"])
    wrong = known[(known["resected"] == 0) & known["r_status"].isin(["R0", "R1", "R2"])]
    for row in wrong["row"]:
        yield Found(
            "error", "surgery", "r_status", row, "there is an r_status but resected is N",
            "Remove the R status, or correct resected.",
        )  # fmt: skip


def conversion_without_resection(facts: Facts) -> Iterator[Found]:
    """A conversion operation removes the tumor; explored and closed is exploration."""
    known = facts.rows("surgery", ["resected", "intent"])
    for row in known["row"][(known["resected"] == 0) & (known["intent"] == "conversion")]:
        yield Found(
            "warning", "surgery", "intent", row,
            "intent is conversion but resected is N; not counted as conversion surgery",
            "If the abdomen was opened and closed, write exploration.",
        )  # fmt: skip


def conversion_flag_disagrees(facts: Facts) -> Iterator[Found]:
    """A conversion stated in patients is found in the sheet surgery."""
    if "conversion_surgery" not in facts.tables.frames["patients"]:
        return
    known = facts.rows("patients", ["conversion_surgery"])
    surgery = facts.rows("surgery", ["resected", "intent"])
    if facts.frame("surgery") is None:
        return
    removed = surgery[
        surgery["intent"].isin(["conversion", "radical"]) & (surgery["resected"] == 1)
    ]
    wrong = (known["conversion_surgery"] == 1) & ~known["patient_id"].isin(removed["patient_id"])
    for row in known["row"][wrong]:
        yield Found(
            "error", "patients", "conversion_surgery", row,
            "conversion_surgery is Y but the sheet surgery has no conversion with resection",
            "Correct the flag, or add the operation.",
        )  # fmt: skip


def r0_with_positive_cytology(facts: Facts) -> Iterator[Found]:
    """R0 and positive cytology at the operation contradict each other (Japanese convention: R1)."""
    known = facts.rows("surgery", ["surgery_date", "r_status"])
    clear = known[known["r_status"] == "R0"]
    positive = [
        found[found["cytology"] == "CY1"]
        for sheet in ("response", "ascites")
        if not (found := facts.rows(sheet, ["assessment_date", "cytology"])).empty
    ]
    if clear.empty or not positive:
        return
    pairs = clear.merge(pd.concat(positive), on="patient_id", suffixes=("", "_cytology"))
    gap = (pairs["surgery_date"] - pairs["assessment_date"]).dt.days
    for row in pairs["row"][gap.between(0, CYTOLOGY_DAYS)].drop_duplicates():
        yield Found(
            "warning", "surgery", "r_status", row,
            told("r_status is R0 but cytology was CY1 within {} days before surgery",
                 CYTOLOGY_DAYS),
            "Cytology CY1 at surgery is R1 by the Japanese convention.",
        )  # fmt: skip


def clavien_and_death(facts: Facts) -> Iterator[Found]:
    """Clavien-Dindo V is a death, and so is death within 90 days of the operation."""
    known = facts.rows("surgery", ["surgery_date", "clavien_dindo"], ["death_date"])
    for row in known["row"][(known["clavien_dindo"] == "V") & known["patient_death_date"].isna()]:
        yield Found(
            "error", "surgery", "clavien_dindo", row,
            "clavien_dindo is V but no death is recorded", "Correct the grade, or add the death.",
        )  # fmt: skip


def death_within_90_days(facts: Facts) -> Iterator[Found]:
    """death_90d agrees with the dates."""
    known = facts.rows("surgery", ["surgery_date", "death_90d"], ["death_date"])
    if known.empty:
        return
    gap = (known["patient_death_date"] - known["surgery_date"]).dt.days
    early = gap.between(0, 90)
    stated, dead = known["death_90d"], known["patient_death_date"].notna()
    for wrong, words in (
        ((stated == 1) & ~dead, "death_90d is Y but no death is recorded"),
        ((stated == 1) & dead & ~early, "death_90d is Y but death is not within 90 days"),
        ((stated == 0) & early, "death_90d is N but death is within 90 days"),
    ):
        for row in known["row"][wrong]:
            remedy = "Correct death_90d or the dates."
            yield Found("error", "surgery", "death_90d", row, words, remedy)
