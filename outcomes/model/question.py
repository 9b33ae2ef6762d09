"""A question as a value: which estimator, about which endpoint, with which options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from outcomes.model.cohort import Cohort
from outcomes.results.result import Result

Estimator = Callable[..., Result]


class Request(NamedTuple):
    """One question: ``estimator(cohort, endpoint, **options)``. Hashable."""

    estimator: Estimator
    endpoint: str = ""
    options: tuple[tuple[str, Any], ...] = ()

    def ask(self, cohort: Cohort) -> Result:
        """Return the answer for a cohort."""
        return self.estimator(cohort, self.endpoint, **dict(self.options))
