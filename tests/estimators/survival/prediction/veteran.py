"""The veteran trial, of which the tests of this room know the answers."""

from __future__ import annotations

import numpy as np

from outcomes.model.protocol import Covariate
from tests.studies import make_cohort

COVARIATES = [
    Covariate("karno", "Karnofsky", "continuous"),
    Covariate("age", "Age", "continuous"),
    Covariate("cell", "Cell", "categorical", ("squamous", "smallcell", "adeno", "large")),
]
NAMES = ["karno", "age", "cell"]


def cohort_of(v, **changes):
    columns = {
        "karno": v["Karnofsky_score"].astype(float),
        "age": v["Age_in_years"].astype(float),
        "cell": v["Celltype"].astype(str),
    }
    return make_cohort(
        v["time"],
        changes.pop("event", v["ev"]),
        np.where(v["grp"] == 1, "test", "standard"),
        arms=["standard", "test"],
        landmarks=(90.0, 180.0, 900.0),
        time_unit="days",
        columns=columns | changes.pop("columns", {}),
        covariates=COVARIATES,
        **changes,
    )


def one(found, quantity, method, at=None):
    method = method if isinstance(method, tuple) else (method,)
    (hit,) = [
        e
        for e in found.all(quantity)
        if e.method[-len(method) :] == method and (at is None or e.at == at)
    ]
    return hit
