"""What the protocol or its analysis plan names beforehand: nothing else is called so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from outcomes.model.toml.reader import entry

Method = Literal[
    "cox", "cox_stratified", "iptw", "weighted_overlap", "log_rank_adjusted", "cox_imputed",
    "populations", "landmark", "milestone_difference", "rmst", "standardized", "doubly_robust",
    "proportion_difference", "proportion_difference_stratified", "logistic_adjusted",
    "tipping_point", "e_value",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One analysis that was named before the data were seen, or one that says it was not."""

    endpoint: str = entry("id of an endpoint")
    method: Method = entry("a rung of the ladder, by the name its rows have in the results file")
    covariates: tuple[str, ...] = entry(
        "ids of covariates, or of strata; without them whichever the method takes", default=()
    )
    source: str = entry("where it is named: protocol, SAP and version, or post hoc", default="")
    date: date | None = entry("date of the source", default=None)

    @property
    def post_hoc(self) -> bool:
        """Whether the source itself says that it was chosen later."""
        return self.source.strip().casefold().replace("-", " ") == "post hoc"
