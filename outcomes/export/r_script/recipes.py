"""How R makes the numbers of an answer: a recipe per estimator, a check per number.

A recipe yields lines of R that make objects, and checks: an estimate with the R expressions of its
value, limits and p-value. What no recipe claims is listed in the script as not repeated there, with
the reason where there is one.
"""

from __future__ import annotations

from outcomes.export.r_script import (
    adjusted,
    alone,
    counts,
    described,
    proportions,
    strata,
    survival,
)
from outcomes.export.r_script.recipe import Recipe

RECIPES: dict[str, Recipe] = {
    **survival.RECIPES,
    **adjusted.RECIPES,
    **proportions.RECIPES,
    **described.RECIPES,
    **counts.RECIPES,
    **strata.RECIPES,
    **alone.RECIPES,
}

_DRAWS = "rests on random draws, which R's generator makes otherwise"
_COUNTS = "counts records that are not in the data of this script"
_DATES = "needs dates, which the data of this script leave out"
ELSEWHERE = "needs records that are not in the data of this script"
_NONE = "has no counterpart in R's survival package"
REASONS = {
    "adjusted.doubly_robust": _NONE,
    "adjusted.imputed": _DRAWS,
    "adjusted.populations:other_populations": "is of patients who are not in the data",
    "adjusted.robustness.tipping_point": _DRAWS,
    "adjusted.standardized": "limits are from influence functions; the values are repeated",
    "ascites.over_time:ascites_data": _COUNTS,
    "ascites.over_time:ascites_over_time": _COUNTS,
    "ascites.over_time:response_categories": _COUNTS,
    "conduct.accrual": _DATES,
    "conduct.completeness": "counts cells of the workbook, and days up to a date",
    "conduct.enrollment:allocation": "is a count; everybody allocated, whatever the analysis set",
    "conduct.flow": _COUNTS,
    "conduct.projection": _DATES,
    "safety.adverse_events:accounting": _COUNTS,
    "safety.agreement:window_agreement": _COUNTS,
    "safety.exposure": "describes sessions of treatment, which are not in the data",
    "subgroups.effect_curve": "needs a basis of splines that base R has not",
    "survival.extrapolation": _NONE,
    "survival.prediction.measures:prediction": _DRAWS,
    "survival.prediction.ranking": _DRAWS,
    "survival.weighted_tests": "is the p-value of a largest test, integrated at random in R",
}
"""Why the numbers of an estimator, or some of them, are not repeated; by default, `ELSEWHERE`."""
