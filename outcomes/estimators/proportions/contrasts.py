"""Two proportions compared, as rows of a result: differences, ratios and odds ratios."""

from __future__ import annotations

from dataclasses import replace
from math import inf, log

import numpy as np
from scipy.special import ndtri
from scipy.stats import contingency, fisher_exact

from outcomes.kernel.proportions.difference import (
    CONF_LEVEL,
    Tally,
    miettinen_nurminen,
    newcombe,
    risk_ratio_limits,
    score_p_value,
)
from outcomes.results.result import Estimate, Interval

SCORE = "Miettinen–Nurminen score limits and p"


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
    note = ("not estimable: an arm without patients",)
    quantities = ("risk_difference", "risk_ratio", "odds_ratio")
    return tuple(replace(blank, quantity=quantity, notes=note) for quantity in quantities)


def risk_difference(blank: Estimate, arm: Tally, reference: Tally) -> Estimate:
    """Return the difference of two proportions with Newcombe's limits."""
    return replace(
        blank,
        value=_gap(arm, reference),
        interval=Interval(*newcombe(arm, reference), CONF_LEVEL),
        method="Newcombe (hybrid Wilson score) limits",
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
        return replace(blank, notes=("not estimable: no success in either arm",))
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
    blank = replace(blank, quantity="odds_ratio", p_value=float(fisher_exact(table).pvalue))
    exact_words = "conditional maximum likelihood, exact limits; Fisher's exact p"
    sample_words = "sample odds ratio, Woolf limits; Fisher's exact p"
    if not table.sum(axis=0).all():
        note = ("not estimable: the same answer in everybody",)
        return (
            replace(blank, method=exact_words, notes=note),
            replace(blank, method=sample_words, notes=note),
        )
    found = contingency.odds_ratio(table, kind="conditional")
    limits = found.confidence_interval(CONF_LEVEL)
    exact = replace(
        blank,
        value=float(found.statistic),
        interval=Interval(float(limits.low), float(limits.high), CONF_LEVEL),
        method=exact_words,
    )
    return exact, _sample_odds_ratio(replace(blank, method=sample_words), table)


def _sample_odds_ratio(blank: Estimate, table: np.ndarray) -> Estimate:
    if not table.all():
        empty = table[0, 0] * table[1, 1] == 0
        note = ("no Woolf limits: an empty cell",)
        return replace(blank, value=0.0 if empty else inf, notes=note)
    value = float(table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]))
    reach = float(ndtri(0.5 + CONF_LEVEL / 2) * np.sqrt((1 / table).sum()))
    limits = np.exp([log(value) - reach, log(value) + reach])
    return replace(
        blank, value=value, interval=Interval(float(limits[0]), float(limits[1]), CONF_LEVEL)
    )
