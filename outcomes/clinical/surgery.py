"""What surgery is in a study: conversion or radical, and from when the way to it is counted."""

from __future__ import annotations

from typing import Literal

from outcomes.clinical.study_days import dated_study
from outcomes.model.cohort import Cohort
from outcomes.model.once import once
from outcomes.model.protocol import StudySpec
from outcomes.model.study import Study

Kind = Literal["conversion", "radical"]
CLINICAL = ("randomisation_date", "first_treatment_date")


def kind_of(cohort: Cohort) -> Kind:
    """Return whether surgery in this study is conversion or, with none of that, radical.

    Decided on the whole study, so that no filter changes the question.
    """
    return _kind_of(cohort.study)


@once
def _kind_of(given: Study) -> Kind:
    study = dated_study(given)
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


def origins_of(spec: StudySpec) -> tuple[str, ...]:
    """Return the columns time to conversion may start from: the first with a date counts."""
    return ((spec.conversion.origin,) if spec.conversion else ()) + CLINICAL


def origin_of(cohort: Cohort) -> str | None:
    """Return the column time to conversion starts from; None where no patient has one."""
    return _origin_of(cohort.study)


@once
def _origin_of(study: Study) -> str | None:
    patients = dated_study(study).patients
    names = origins_of(study.spec)
    return next((n for n in names if n in patients and patients[n].notna().any()), None)
