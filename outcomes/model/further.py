"""Endpoints every study has beside those of its protocol: what their ids are."""

from __future__ import annotations

from typing import Literal

from outcomes.model.protocol import AscitesRules, StudySpec

Of = Literal["control", "response"]
Criteria = Literal["", "who_effusion", "category_shift"]
Denominator = Literal["ascites_at_baseline", "ascites_treated"]

CRITERIA: tuple[Literal["who_effusion", "category_shift"], ...] = ("who_effusion", "category_shift")
DENOMINATORS: tuple[Denominator, ...] = ("ascites_at_baseline", "ascites_treated")
PARACENTESIS = "paracentesis_free"
CYTOLOGY = "cytology_conversion"
OPERATION = "until_conversion"


def ascites_rate_of(spec: StudySpec, of: Of, criteria: Criteria, denominator: Denominator) -> str:
    """Return the id of a rate of ascites: by the protocol's criteria where none are named."""
    named = criteria or (spec.ascites or AscitesRules()).criteria
    return f"ascites_{of}:{named}:{denominator}"
