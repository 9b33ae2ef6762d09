"""Two proportions compared, as rows of a result: differences, ratios and odds ratios."""

from __future__ import annotations

from dataclasses import replace
from math import inf, log

import numpy as np
from scipy.special import ndtri

from outcomes.estimators.base.caveats import not_estimable
from outcomes.kernel.proportions.difference import (
    CONF_LEVEL,
    Tally,
    miettinen_nurminen,
    newcombe,
    risk_ratio_limits,
    score_p_value,
)
from outcomes.kernel.proportions.odds_ratio import conditional_odds_ratio, exact_p_value
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Interval

SCORE, NEWCOMBE = (Method("score"),), (Method("newcombe"),)
ODDS_EXACT, ODDS_SAMPLE = (Method("odds_exact"),), (Method("odds_sample"),)


def compared(blank: Estimate, arm: Tally, reference: Tally) -> tuple[Estimate, ...]:
    """Return all rows of one contrast; both arms hold patients."""
    return (
        risk_difference(blank, arm, reference),
        _score_difference(blank, arm, reference),
        _risk_ratio(blank, arm, reference),
        *_odds_ratios(blank, arm, reference),
    )


def not_compared(blank: Estimate) -> tuple[Estimate, ...]:
    """Return the rows of a contrast with an arm without patients."""
    note = (not_estimable("arm_without_patients"),)
    quantities = ("risk_difference", "risk_ratio", "odds_ratio")
    return tuple(replace(blank, quantity=quantity, notes=note) for quantity in quantities)


def risk_difference(blank: Estimate, arm: Tally, reference: Tally) -> Estimate:
    """Return the difference of two proportions with Newcombe's limits."""
    return replace(
        blank,
        value=_gap(arm, reference),
        interval=Interval(*newcombe(arm, reference), CONF_LEVEL),
        method=NEWCOMBE,
    )


def _score_difference(blank: Estimate, arm: Tally, reference: Tally) -> Estimate:
    return replace(
        blank,
        value=_gap(arm, reference),
        interval=Interval(*miettinen_nurminen(arm, reference), CONF_LEVEL),
        p_value=score_p_value(arm, reference),
        method=SCORE,
    )


def _risk_ratio(blank: Estimate, arm: Tally, reference: Tally) -> Estimate:
    blank = replace(blank, quantity="risk_ratio", method=SCORE)
    if not (arm.successes or reference.successes):
        return replace(blank, notes=(not_estimable("no_success"),))
    below = reference.successes / reference.n
    return replace(
        blank,
        value=arm.successes / arm.n / below if below else inf,
        interval=Interval(*risk_ratio_limits(arm, reference), CONF_LEVEL),
        p_value=score_p_value(arm, reference),
    )


def _gap(arm: Tally, reference: Tally) -> float:
    return arm.successes / arm.n - reference.successes / reference.n


def _odds_ratios(blank: Estimate, arm: Tally, reference: Tally) -> tuple[Estimate, Estimate]:
    table = np.array([[t.successes, t.n - t.successes] for t in (arm, reference)])
    blank = replace(blank, quantity="odds_ratio", p_value=exact_p_value(arm, reference))
    if not table.sum(axis=0).all():
        note = (not_estimable("same_answer"),)
        return (
            replace(blank, method=ODDS_EXACT, notes=note),
            replace(blank, method=ODDS_SAMPLE, notes=note),
        )
    value, low, high = conditional_odds_ratio(arm, reference)
    interval = Interval(low, high, CONF_LEVEL)
    exact = replace(blank, value=value, interval=interval, method=ODDS_EXACT)
    return exact, _sample_odds_ratio(replace(blank, method=ODDS_SAMPLE), table)


def _sample_odds_ratio(blank: Estimate, table: np.ndarray) -> Estimate:
    if not table.all():
        empty = table[0, 0] * table[1, 1] == 0
        note = (Note("empty_cell"),)
        return replace(blank, value=0.0 if empty else inf, notes=note)
    value = float(table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]))
    std_err = float(np.sqrt((1 / table).sum()))
    reach = float(ndtri(0.5 + CONF_LEVEL / 2)) * std_err
    limits = np.exp([log(value) - reach, log(value) + reach])
    interval = Interval(float(limits[0]), float(limits[1]), CONF_LEVEL)
    return replace(blank, value=value, interval=interval, std_err=std_err)
