"""How R makes the numbers of an answer: a recipe per estimator, a check per number.

A recipe yields lines of R that make objects, and checks: an estimate with the R expressions of its
value, limits and p-value. What no recipe claims is listed in the script as not repeated there, with
the reason where there is one.
"""

from __future__ import annotations

from outcomes.export.r_script import adjusted, described, proportions, survival
from outcomes.export.r_script.recipe import Recipe

RECIPES: dict[str, Recipe] = {
    **survival.RECIPES,
    **adjusted.RECIPES,
    **proportions.RECIPES,
    **described.RECIPES,
}

_DRAWS = "rests on random draws, which R's generator makes otherwise"
ELSEWHERE = "needs records that are not in the data of this script"
_NONE = "has no counterpart in R's survival package"
REASONS = {
    "adjusted.doubly_robust": _NONE,
    "adjusted.imputed": _DRAWS,
    "adjusted.log_rank:adjusted_log_rank": _NONE,
    "adjusted.populations:other_populations": "is of patients who are not in the data",
    "adjusted.robustness.tipping_point": _DRAWS,
    "adjusted.robustness.e_value": "is made of a hazard ratio that is repeated above it",
    "adjusted.standardized": "limits are from influence functions; the values are repeated",
    "conduct.censoring": ELSEWHERE,
    "survival.prediction": _DRAWS,
    "survival.weighted_tests": "is the p-value of a largest test, integrated at random in R",
}
"""Why the numbers of an estimator, or some of them, are not repeated; by default, `ELSEWHERE`."""
