"""What the protocol declares of the patients' columns, held against the columns there are."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from outcomes.model.cohort import level_names
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told
from outcomes.model.protocol import Covariate, StudySpec


def with_declared_columns(
    spec: StudySpec, patients: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Return patients with every covariate and stratum of the protocol.

    One that is neither in the file nor derived is missing for everybody, and an error.
    """
    kinds = {name: "text" for name in spec.plan.strata} | {c.id: c.kind for c in spec.covariates}
    absent = {name: kind for name, kind in kinds.items() if name not in patients}
    numeric = ("continuous", "binary")
    blank = {
        name: pd.Series(None, patients.index, dtype=float if kind in numeric else object)
        for name, kind in absent.items()
    }
    issues = tuple(
        Issue(
            "error", "study.toml", "", "declared_column_absent",
            told("study.toml names '{}', which is neither in the workbook nor derived from it",
                 name),
            told('Map it in [columns]: "patients.{}" = "header in the file".', name),
        )
        for name in absent
    )  # fmt: skip
    return patients.assign(**blank), issues


def with_few_levels(spec: StudySpec, patients: pd.DataFrame) -> tuple[StudySpec, tuple[Issue, ...]]:
    """Return the protocol without filters that have more levels than its policy allows.

    A choice among hundreds of levels is no filter: it shows the entries of a column one by one.
    """
    most = spec.policy.filter_levels_at_most

    def is_many(covariate: Covariate) -> bool:
        named = covariate.filter and covariate.kind != "continuous"
        return named and len(level_names(spec, patients, covariate.id)) > most

    many = [covariate.id for covariate in spec.covariates if is_many(covariate)]
    kept = tuple(replace(c, filter=False) if c.id in many else c for c in spec.covariates)
    issues = tuple(
        Issue(
            "info", "study.toml", "", "filter_levels",
            told("{} has more than {} levels and is not offered as a filter", name, most),
            "Group its levels in [values], or allow more: [policy].filter_levels_at_most.",
        )
        for name in many
    )  # fmt: skip
    return replace(spec, covariates=kept), issues
