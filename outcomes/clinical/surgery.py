"""What surgery is in a study: conversion or radical, and from when the way to it is counted."""

from __future__ import annotations

from typing import Literal

from outcomes.clinical.study_days import dated
from outcomes.model.cohort import Cohort

Kind = Literal["conversion", "radical"]
CLINICAL = ("randomisation_date", "first_treatment_date")


def kind_of(cohort: Cohort) -> Kind:
    """Return whether surgery in this study is conversion or, with none of that, radical.

    Decided on the whole study, so that no filter changes the question.
    """
    study = dated(cohort).study
    patients = study.patients
    if study.spec.conversion or "conversion_surgery" not in patients:
        return "conversion"
    if study.spec.study.setting == "therapeutic" or (patients["conversion_surgery"] == 1).any():
        return "conversion"
    surgery = study.tables.get("surgery")
    if surgery is not None and "intent" in surgery:
        if surgery["intent"].isin(("conversion", "second_look")).any():
            return "conversion"
    operated = "surgery_date" in patients and patients["surgery_date"].notna().any()
    return "radical" if operated else "conversion"


def origin_of(cohort: Cohort) -> str | None:
    """Return the column time to conversion starts from; None where no patient has one."""
    rules = cohort.study.spec.conversion
    names = ((rules.origin,) if rules else ()) + CLINICAL
    patients = dated(cohort).study.patients
    return next((n for n in names if n in patients and patients[n].notna().any()), None)
