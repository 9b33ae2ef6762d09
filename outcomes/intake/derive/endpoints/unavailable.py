"""An endpoint that nobody has, and the error that says why."""

import numpy as np

from outcomes.model.endpoint import Endpoint
from outcomes.model.file.reasons import words
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told
from outcomes.model.study import EndpointData

DERIVED = "Add what is missing to the workbook, or change the endpoint in study.toml."
READY_MADE = "Add the column, or map it in [columns] of study.toml."


def unavailable(
    endpoint: Endpoint, n: int, why: str, remedy: str = DERIVED
) -> tuple[EndpointData, tuple[Issue, ...]]:
    """Return an endpoint that none of ``n`` patients has, and the finding that names the reason."""
    time = np.full(n if endpoint.timed else 0, np.nan)
    data = EndpointData(time, np.full(n, np.nan), np.array([why], dtype=object).repeat(n))
    issue = Issue(
        "error", "patients", "", "endpoint_not_available",
        told("the endpoint {} is not available: {}", endpoint.id, words(why)), remedy,
    )  # fmt: skip
    return data, (issue,)
