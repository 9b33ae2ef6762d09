"""Endpoints every study has beside those of its protocol: what their ids are."""

from __future__ import annotations

from typing import Literal

from outcomes.model.protocol import AscitesRules, StudySpec
from outcomes.model.question import Request

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
    return f"ascites_{of}_{named}_{denominator}"


def endpoint_asked(spec: StudySpec, question: Request) -> str:
    """Return the id of the endpoint a question is about: its own, or the one its options choose.

    Criteria and denominator of ascites are chosen by who asks, and the results file tells its
    rates by them under their own analyses: the estimators are asked with these options.
    """
    chosen = dict(question.options)
    if question.estimator.startswith("ascites.response:"):
        return ascites_rate_of(spec, chosen.get("of", "control"), chosen.get("criteria", ""),
                               chosen.get("denominator", DENOMINATORS[0]))  # fmt: skip
    operation = question.estimator == "surgery.incidence:conversion_incidence"
    return question.endpoint or (OPERATION if operation else "")
