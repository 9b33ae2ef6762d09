"""Small typed tables made by hand, in the conventions of Study."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from outcomes.model.protocol import StudySpec
from outcomes.model.toml.protocol import parse_protocol

YES_NO = {"Y": 1.0, "N": 0.0, None: np.nan}
FLAGS = {
    "resected", "post_drainage", "progression", "serious", "death_90d", "itt", "safety",
    "efficacy", "ascites_at_baseline", "peritoneal_metastasis", "flag", "measurable",
}  # fmt: skip


def table(**columns: list[Any]) -> pd.DataFrame:
    """Return a typed table; dates are written as text, flags as Y and N."""
    n = len(next(iter(columns.values())))
    typed: dict[str, Any] = {"_row": np.arange(2, n + 2)}
    for name, values in columns.items():
        if name.endswith(("_date", "datetime")):
            typed[name] = pd.Series(pd.to_datetime(pd.Series(values, dtype=object)))
        elif name in FLAGS:
            typed[name] = pd.Series([YES_NO[v] for v in values], dtype=float)
        elif all(v is None or isinstance(v, int | float) for v in values):
            typed[name] = pd.Series([np.nan if v is None else v for v in values], dtype=float)
        else:
            typed[name] = pd.Series(values, dtype=object)
    return pd.DataFrame(typed)


def protocol(design: str = "observational", **blocks: Any) -> StudySpec:
    """Return a protocol with days as unit and a cut-off at the end of 2021."""
    study = {
        "id": "toy", "title": "Toy", "design": design, "time_unit": "days",
        "data_cutoff": pd.Timestamp("2021-12-31").date(),
    }  # fmt: skip
    if design == "randomised":
        blocks.setdefault(
            "arm", [{"id": "a", "label": "A", "reference": True}, {"id": "b", "label": "B"}]
        )
    return parse_protocol({"study": study | blocks.pop("study", {}), **blocks})


OS = {
    "id": "os", "label": "OS", "kind": "time_to_event", "origin": "randomisation_date",
    "event": ["death_date"], "censor": "last_contact_date",
}  # fmt: skip
PFS = OS | {
    "id": "pfs",
    "event": ["progression_date", "death_date"],
    "censor": "last_assessment_date",
}
