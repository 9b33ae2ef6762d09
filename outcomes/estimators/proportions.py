"""Proportions per arm and their differences, with the denominator and the blanks accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import log, sqrt
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import binomtest, contingency, fisher_exact

from outcomes.cohort import Cohort
from outcomes.estimators.design import Floats, Mask, column_of, contrasts_of, groups_of, result_of
from outcomes.protocol import Endpoint
from outcomes.results import Estimate, Interval, Result

Missing = Literal["failure", "exclude"]
CONF_LEVEL = 0.95
COUNTED = {"failure": "blank success counted as failure", "exclude": "blank success left out"}


class Answers(NamedTuple):
    """Those in the denominator: success 1, 0 or nan (blank) and arm index; and how many are not."""

    success: np.ndarray
    arm: np.ndarray
    denominator: str
    n_outside: int


class Answered(NamedTuple):
    """The patients a proportion is computed on, the rule for blanks applied.

    Attributes
    ----------
    success : shape (n,)
        1 or 0; under the rule "failure" a blank is 0, under "exclude" its patient is not here.
    arm : shape (n,)
        Index of the arm in ``Cohort.groups``.
    rows : shape (n,)
        Positions within ``Cohort.patients``, for `design.terms_of` and `design.strata_of`.
    rule
        What a blank counted as.
    n_blank, n_outside
        Blank answers in the denominator, and patients of the cohort outside the denominator.
    denominator
        The protocol's population or Y/N column; "" = the whole cohort.
    """

    success: Floats
    arm: NDArray[np.int_]
    rows: NDArray[np.intp]
    rule: Missing
    n_blank: int
    n_outside: int
    denominator: str


class Tally(NamedTuple):
    """Successes among patients."""

    successes: int
    n: int


def proportion(cohort: Cohort, endpoint: str, *, missing: Missing | None = None) -> Result:
    """Estimate the proportion with success per arm.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint of kind proportion. With a ``denominator`` in the protocol
        (an analysis set or a Y/N column), only patients of the cohort who belong to it count.
    missing
        What a blank success counts as; the protocol's rule by default.

    Returns
    -------
    Result
        Per group ``proportion`` with Clopper–Pearson limits; then the same with Wilson limits,
        and under the other rule for blanks (sensitivity), both named in ``method``.
        ``n_events`` is the number of successes, ``n`` the denominator.

    Raises
    ------
    ValueError
        If the endpoint is not a proportion.

    References
    ----------
    Clopper, Pearson (1934) Biometrika 26:404. Wilson (1927) JASA 22:209.
    """
    block = _block(cohort, endpoint)
    rule: Missing = missing or block.missing
    other: Missing = "exclude" if rule == "failure" else "failure"
    data = _answers(cohort, block)
    main = [_exact(group, t) for group, t in _tallies(cohort, data, rule)]
    wilson = [_wilson(group, t) for group, t in _tallies(cohort, data, rule)]
    sensitivity = [
        replace(_exact(group, t), method=f"Clopper–Pearson; sensitivity: {COUNTED[other]}")
        for group, t in _tallies(cohort, data, other)
    ]
    return _result(cohort, "proportion", endpoint, data, rule, [*main, *wilson, *sensitivity])


def proportion_difference(
    cohort: Cohort, endpoint: str, *, missing: Missing | None = None
) -> Result:
    """Compare the proportion with success of each arm with the reference.

    Parameters
    ----------
    cohort, endpoint, missing
        As for `proportion`.

    Returns
    -------
    Result
        Per contrast ``risk_difference`` (arm minus reference, Newcombe's limits) and
        ``odds_ratio`` (reference = denominator) twice: conditional maximum likelihood with exact
        limits, and the sample odds ratio with Woolf's limits; both with Fisher's exact p.

    References
    ----------
    Newcombe (1998) Stat Med 17:873, method 10. Fisher (1935). Woolf (1955) Ann Hum Genet 19:251.
    """
    block = _block(cohort, endpoint)
    rule: Missing = missing or block.missing
    data = _answers(cohort, block)
    tallies = dict(_tallies(cohort, data, rule))
    estimates: list[Estimate] = []
    for contrast in contrasts_of(cohort, data.arm):
        pair = tallies[contrast.arm], tallies[contrast.reference]
        blank = Estimate(
            "risk_difference",
            contrast.arm,
            contrast.reference,
            n=pair[0].n + pair[1].n,
            n_events=pair[0].successes + pair[1].successes,
        )
        if not (pair[0].n and pair[1].n):
            note = ("not estimable: an arm without patients",)
            estimates += [
                replace(blank, quantity=q, notes=note) for q in ("risk_difference", "odds_ratio")
            ]
            continue
        estimates += [_risk_difference(blank, *pair), *_odds_ratios(blank, *pair)]
    return _result(cohort, "proportion_difference", endpoint, data, rule, estimates)


def answered(cohort: Cohort, endpoint: str, missing: Missing | None = None) -> Answered:
    """Return who counts in a proportion: success, arm and position of each patient.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint of kind proportion; its ``denominator`` is honored.
    missing
        What a blank success counts as; the protocol's rule by default.

    Raises
    ------
    ValueError
        If the endpoint is not a proportion.
    """
    block = _block(cohort, endpoint)
    rule: Missing = missing or block.missing
    belongs = _in_denominator(cohort, block.denominator)
    inside = belongs & (cohort.arm >= 0)
    success = cohort.success(block.id)
    blank = np.isnan(success)
    rows = np.flatnonzero(inside & ~blank if rule == "exclude" else inside)
    return Answered(
        (success[rows] == 1).astype(np.float64),
        cohort.arm[rows],
        rows,
        rule,
        int((blank & inside).sum()),
        int((~belongs).sum()),
        block.denominator or "",
    )


def newcombe(first: Tally, second: Tally, conf_level: float = CONF_LEVEL) -> Interval:
    """Return Newcombe's hybrid score limits of the difference ``first`` minus ``second``."""
    p1, p2 = first.successes / first.n, second.successes / second.n
    low1, high1 = wilson_limits(first, conf_level)
    low2, high2 = wilson_limits(second, conf_level)
    d = p1 - p2
    return Interval(
        d - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2),
        d + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2),
        conf_level,
    )


def wilson_limits(tally: Tally, conf_level: float = CONF_LEVEL) -> tuple[float, float]:
    """Return Wilson's score limits of a proportion."""
    found = binomtest(tally.successes, tally.n).proportion_ci(conf_level, method="wilson")
    return float(found.low), float(found.high)


def _risk_difference(blank: Estimate, arm: Tally, reference: Tally) -> Estimate:
    return replace(
        blank,
        value=arm.successes / arm.n - reference.successes / reference.n,
        interval=newcombe(arm, reference),
        method="Newcombe (hybrid Wilson score) limits",
    )


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
        return replace(blank, value=0.0 if empty else float("inf"), notes=note)
    value = float(table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]))
    reach = float(ndtri(0.5 + CONF_LEVEL / 2) * np.sqrt((1 / table).sum()))
    limits = np.exp([log(value) - reach, log(value) + reach])
    return replace(
        blank, value=value, interval=Interval(float(limits[0]), float(limits[1]), CONF_LEVEL)
    )


def _exact(group: str, tally: Tally) -> Estimate:
    if not tally.n:
        return Estimate("proportion", group, n=0, n_events=0, notes=("not estimable: nobody",))
    limits = binomtest(tally.successes, tally.n).proportion_ci(CONF_LEVEL, method="exact")
    return Estimate(
        "proportion",
        group,
        value=tally.successes / tally.n,
        interval=Interval(float(limits.low), float(limits.high), CONF_LEVEL),
        n=tally.n,
        n_events=tally.successes,
    )


def _wilson(group: str, tally: Tally) -> Estimate:
    blank = replace(_exact(group, tally), method="Wilson")
    if not tally.n:
        return blank
    return replace(blank, interval=Interval(*wilson_limits(tally), CONF_LEVEL))


def _block(cohort: Cohort, endpoint: str) -> Endpoint:
    block = cohort.endpoint(endpoint)
    if block.kind != "proportion":
        raise ValueError(f"endpoint '{endpoint}' is {block.kind}, not a proportion")
    return block


def _answers(cohort: Cohort, block: Endpoint) -> Answers:
    belongs = _in_denominator(cohort, block.denominator)
    inside = belongs & (cohort.arm >= 0)
    success = cohort.success(block.id)[inside]
    return Answers(success, cohort.arm[inside], block.denominator or "", int((~belongs).sum()))


def _in_denominator(cohort: Cohort, denominator: str | None) -> Mask:
    if not denominator or denominator == cohort.population:
        return np.ones(cohort.n, dtype=bool)
    if denominator in cohort.study.populations:
        return np.asarray(cohort.study.populations[denominator][cohort.mask], dtype=bool)
    return column_of(cohort.patients, denominator).to_numpy(float) == 1


def _tallies(cohort: Cohort, data: Answers, rule: Missing) -> Iterator[tuple[str, Tally]]:
    answered = ~np.isnan(data.success)
    for group, rows in groups_of(cohort, data.arm):
        counted = rows if rule == "failure" else rows & answered
        yield group, Tally(int((data.success[rows] == 1).sum()), int(counted.sum()))


def _result(
    cohort: Cohort,
    analysis: str,
    endpoint: str,
    data: Answers,
    rule: Missing,
    estimates: list[Estimate],
) -> Result:
    blanks = int(np.isnan(data.success).sum())
    notes = []
    if data.n_outside:
        notes.append(f"not in the denominator {data.denominator}: {data.n_outside}")
    if blanks:
        notes.append(f"blank answers: {blanks}; main rows: {COUNTED[rule]}")
    found = result_of(cohort, analysis, endpoint, estimates=estimates, notes=notes)
    n = len(data.success) - (blanks if rule == "exclude" else 0)
    return replace(found, n=n, n_events=int((data.success == 1).sum()), n_missing=blanks)
