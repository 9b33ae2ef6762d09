"""The vocabulary of quantities: what each number is, how it is printed, what no effect would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal

Kind = Literal[
    "ratio", "difference", "proportion", "probability", "time", "count", "statistic", "score",
    "measure", "date",
]  # fmt: skip
Scale = Literal["number", "percent", "points", "p", "date"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """What numbers of one name are.

    Attributes
    ----------
    kind
        What it measures: a ratio of two groups, a difference, a share of patients, a probability,
        a time, a count, a test statistic, a score without unit, a measured value, a date.
    scale, decimals
        How it is printed, and with how many decimals where the scale leaves a choice.
    null
        The value that means no effect; None where it compares nothing.
    tested
        Whether a p-value belongs to it.
    events
        1 where a higher number means that the event happens more often or sooner, −1 where less
        often or later; 0 where it says nothing of that.
    """

    kind: Kind
    scale: Scale = "number"
    decimals: int = 1
    null: float | None = None
    tested: bool = False
    events: int = 0


def _all(quantity: Quantity, names: str) -> dict[str, Quantity]:
    return dict.fromkeys(names.split(), quantity)


_VOCABULARY: dict[str, Quantity] = {
    # two groups compared
    **_all(
        Quantity("ratio", decimals=2, null=1.0, tested=True, events=1),
        "hazard_ratio any_hazard_ratio piecewise_hazard_ratio subdistribution_hazard_ratio "
        "hazard_ratio_profile odds_ratio risk_ratio hazard_ratio_same_patients "
        "odds_ratio_same_patients",
    ),
    **_all(Quantity("ratio", decimals=2, null=1.0), "e_value e_value_limit tipping_delta"),
    **_all(
        Quantity("difference", "points", null=0.0, tested=True, events=1),
        "risk_difference proportion_difference risk_difference_same_patients "
        "proportion_difference_same_patients",
    ),
    **_all(
        Quantity("difference", "points", null=0.0, tested=True, events=-1),
        "survival_difference survival_difference_same_patients",
    ),
    **_all(
        Quantity("difference", null=0.0, tested=True, events=-1),
        "rmst_difference rmst_difference_same_patients",
    ),
    **_all(
        Quantity("difference", decimals=2, null=0.0),
        "smd smd_expected smd_level smd_weighted smd_level_weighted",
    ),
    "log_hazard_ratio": Quantity("difference", decimals=2, null=0.0, events=1),
    # tests
    **_all(Quantity("statistic", decimals=2, tested=True), "statistic interaction nonlinearity"),
    # one group
    **_all(
        Quantity("probability", "percent"),
        "survival cumulative_incidence conditional_survival cure_fraction follow_up",
    ),
    **_all(
        Quantity("proportion", "percent"),
        "proportion follow_up_completeness information_fraction near_target",
    ),
    **_all(Quantity("time"), "median rmst tipping_time"),
    **_all(Quantity("measure"), "mean sd q1 q3 minimum maximum accrual_rate"),
    **_all(Quantity("date", "date"), "completion_date events_date"),
    **_all(
        Quantity("count", decimals=0),
        "n n_at_risk n_events n_missing n_patients n_censored n_lost n_ended_early n_to_cutoff "
        "n_censored_before_cutoff n_censored_unexplained n_no_recent_contact n_excluded "
        "n_excluded_event n_excluded_end n_later n_waiting n_confirmed n_assessments "
        "n_five_point n_after_drainage n_drainages n_small n_untreated n_unitless transition "
        "given derived given_only derived_only differ expected_n planned_n projected_events "
        "effective_sample_size entry_order tipping_count "
        # what the safety analysis leaves out or assumes
        "never_treated no_arm outside before late unknown no_grade no_term no_serious no_related "
        "by_date no_time unread_grade unread_serious unread_related",
    ),
    # models, and how well they predict
    **_all(Quantity("score"), "aic bic"),
    **_all(
        Quantity("score", decimals=2),
        "c_index auc brier_score integrated_brier_score permutation_importance",
    ),
    **_all(
        Quantity("score", decimals=0),
        "confirmed",
    ),
    # curves only
    **_all(
        Quantity("count", decimals=0),
        "accrual monthly planned projected_accrual_80 projected_accrual_95 "
        "projected_events_80 projected_events_95 effective_at_risk",
    ),
    **_all(Quantity("score", decimals=2), "log_minus_log propensity_density"),
}
QUANTITIES: Mapping[str, Quantity] = MappingProxyType(_VOCABULARY)


def quantity_named(name: str) -> Quantity:
    """Return a quantity of the vocabulary.

    Raises
    ------
    ValueError
        Where there is none of that name.
    """
    if name in QUANTITIES:
        return QUANTITIES[name]
    near = get_close_matches(name, list(QUANTITIES), n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    raise ValueError(f"'{name}' is no quantity of outcomes/results/quantities.py{hint}")
