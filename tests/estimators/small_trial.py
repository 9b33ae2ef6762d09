"""Small invented studies, made in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from outcomes.intake.derive.endpoints.further.made import with_further_endpoints
from outcomes.model.cohort import Cohort
from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import Arm, Plan, Population, StudyBlock, StudySpec
from outcomes.model.study import EndpointData, Study

ARMS = (Arm("sox", "SOX", reference=True), Arm("hipec", "HIPEC + SOX"))
OS = Endpoint(
    "os", "Overall survival", "time_to_event", primary=True, origin="randomisation_date",
    event=("death_date",), censor="last_contact_date",
)  # fmt: skip


def small_cohort(
    patients: Mapping[str, Any],
    tables: Mapping[str, Mapping[str, Any]] | None = None,
    times: tuple[list[float], list[float]] | None = None,
    **spec: Any,
) -> Cohort:
    """A cohort of everybody; ``spec`` overrides arms, plan, covariates, cutoff, design, unit."""
    frame = pd.DataFrame(patients)
    n = len(frame)
    arms = spec.get("arms", ARMS)
    design = spec.get("design", "randomised" if len(arms) > 1 else "single_arm")
    block = StudyBlock(
        "small", "Small", design, data_cutoff=spec.get("cutoff", date(2024, 7, 1)),
        time_unit=spec.get("unit", "months"),
    )  # fmt: skip
    whole = "itt" if design == "randomised" else "all"
    study = Study(
        StudySpec(
            block, spec.get("plan", Plan()), arms, (Population(whole, "Everybody"),),
            endpoints=(OS,) if times else (), covariates=spec.get("covariates", ()),
        ),
        frame,
        {name: pd.DataFrame(columns) for name, columns in (tables or {}).items()},
        {"os": EndpointData(np.array(times[0]), np.array(times[1]), np.full(n, ""))}
        if times else {},
        {whole: np.ones(n, dtype=bool)},
    )  # fmt: skip
    return Cohort(with_further_endpoints(study), whole)


def dates(*texts: str | None) -> pd.Series:
    return pd.to_datetime(pd.Series(list(texts), dtype=object))


NOBODY: dict[str, Any] = {
    "patient_id": pd.Series([], dtype=object),
    "arm": pd.Series([], dtype=object),
    "randomisation_date": dates(),
}
