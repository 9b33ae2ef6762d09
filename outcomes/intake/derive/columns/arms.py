"""Which arms of the protocol have patients: an arm nobody is known to be in compares nothing."""

from dataclasses import replace

import pandas as pd

from outcomes.model.file.report import Issue
from outcomes.model.file.told import listed, told
from outcomes.model.protocol import StudySpec

_ASK = 'Add the column arm, or map it in [columns]: "patients.arm" = "header in the file".'
_SPELL = "Give the arm of each patient; other spellings belong into the aliases of [[arm]]."


def with_known_arms(
    spec: StudySpec, patients: pd.DataFrame, sheet: str
) -> tuple[StudySpec, tuple[Issue, ...]]:
    """Return the protocol by which the study can be shown, and what its arms lack.

    Where no patient's arm is known there is no comparison: the study is shown as one group.

    Parameters
    ----------
    spec : StudySpec
    patients : DataFrame
        Typed rows of the sheet.
    sheet : str
        What the file calls it.
    """
    if not spec.arms or (patients.empty and "arm" in patients):
        return spec, ()
    known = patients["arm"].dropna() if "arm" in patients else pd.Series(dtype=object)
    if known.empty:
        lacks = "there is no column arm" if "arm" not in patients else "no patient's arm is known"
        message = told(
            "{}: the arms are not compared, and all patients are shown as one group", told(lacks)
        )
        remedy = _SPELL if "arm" in patients else _ASK
        one_group = replace(spec, arms=(), plan=replace(spec.plan, allocation=()))
        return one_group, (Issue("error", sheet, "", "arms_unknown", message, remedy),)
    filled = [arm for arm in spec.arms if (known == arm.id).any()]
    empty = [arm.label for arm in spec.arms if arm not in filled]
    if not empty:
        return spec, ()
    message = told("nobody is in the arm {}", listed(" or ", empty))
    if len(filled) > 1:
        return spec, (Issue("warning", sheet, "", "arm_empty", message, _SPELL),)
    message = told("{}: the arms cannot be compared", message)
    return spec, (Issue("error", sheet, "", "arm_empty", message, _SPELL),)
