"""Analysis sets: who belongs to which, by a column or by derivation."""

import numpy as np
import pandas as pd

from outcomes.intake.derive.timeline import Timeline, row_of
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told
from outcomes.model.protocol import Population, StudySpec


def population_masks(
    spec: StudySpec, line: Timeline
) -> tuple[dict[str, np.ndarray], tuple[Issue, ...]]:
    """Return who is in each analysis set of the protocol (bool, shape (n,)), and what is wrong.

    A set with a ``column`` (or named as a Y/N column) holds those with Y. Without one, ``all`` is
    everybody, ``itt`` everyone with an arm and ``safety`` everyone with a treatment; any other set
    cannot be derived and is empty.

    Parameters
    ----------
    spec : StudySpec
    line : Timeline
    """
    masks: dict[str, np.ndarray] = {}
    issues: list[Issue] = []
    for population in spec.populations:
        column = population.column or population.id
        if column in line.patients and line.patients[column].dtype.kind in "fiub":
            masks[population.id], found = _flagged(line.patients, column)
        else:
            masks[population.id], found = _derived(spec, population, line)
        issues += found
    return masks, tuple(issues)


def _flagged(patients: pd.DataFrame, column: str) -> tuple[np.ndarray, list[Issue]]:
    given = patients[column].to_numpy(float)
    rows = row_of(patients)[np.isnan(given)]
    issues = [
        Issue("warning", "patients", str(row), "set_blank",
              told("{} is blank; the patient is not in that analysis set", column),
              told("Write Y or N in {}.", column))
        for row in rows
    ]  # fmt: skip
    return given == 1, issues


def _derived(
    spec: StudySpec, population: Population, line: Timeline
) -> tuple[np.ndarray, list[Issue]]:
    everybody = np.ones(len(line.patients), dtype=bool)
    if population.column or population.id not in ("all", "itt", "safety"):
        column = population.column or population.id
        issue = Issue(
            "error", "patients", "", "set_not_available",
            told("the analysis set {} has no column {}; nobody is in it", population.id, column),
            told("Add the Y/N column {}, or remove the set from study.toml.", column),
        )  # fmt: skip
        return ~everybody, [issue]
    if population.id == "safety":
        return _treated(line)
    if population.id == "itt" and "arm" in line.patients and spec.arms:
        return line.patients["arm"].notna().to_numpy(), []
    if population.id == "itt" and spec.study.design == "randomised":
        dated = line.dates("randomisation_date")
        if dated is not None and dated.notna().any():
            return dated.notna().to_numpy(), []
    return everybody, []


def treated(line: Timeline) -> np.ndarray | None:
    """Return who got a dose; None where nothing is recorded."""
    found = np.zeros(len(line.patients), dtype=bool)
    known = False
    for column in ("first_treatment_date", "first_treatment_day"):
        if column in line.patients and line.patients[column].notna().any():
            found |= line.patients[column].notna().to_numpy() | line.unknown(column)
            known = True
    doses = line.tables.get("treatment")
    if doses is not None and len(doses):
        found |= line.patients["patient_id"].isin(doses["patient_id"]).to_numpy()
        known = True
    return found if known else None


def _treated(line: Timeline) -> tuple[np.ndarray, list[Issue]]:
    found = treated(line)
    if found is not None:
        return found, []
    issue = Issue(
        "info", "patients", "", "safety_everybody",
        "no treatment is recorded, so the safety set is taken to be everybody",
        "Add first_treatment_date, the sheet treatment, or a Y/N column safety.",
    )  # fmt: skip
    return np.ones(len(line.patients), dtype=bool), [issue]
