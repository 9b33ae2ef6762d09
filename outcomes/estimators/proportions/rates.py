"""Proportions per arm and their differences, with the denominator and the blanks accounted for."""

from __future__ import annotations

from dataclasses import replace

from outcomes.estimators.base.design import Contrast, contrasts_of
from outcomes.estimators.base.shares import share
from outcomes.estimators.proportions.contrasts import compared, not_compared, risk_difference
from outcomes.estimators.proportions.denominators import (
    Answered,
    Missing,
    answered,
    other_rule,
    other_ways,
    result_of_answers,
    sensitivity_of,
    tallies,
)
from outcomes.kernel.proportions.difference import CONF_LEVEL, Tally, wilson
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method
from outcomes.results.result import Estimate, Interval, Result

EXACT = Method("clopper_pearson")

__all__ = ["Answered", "Missing", "answered", "proportion", "proportion_difference"]


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
        and under the other rule for blanks (sensitivity), both named in ``method``; and, where
        anybody's window is not over at the data cut-off, with them as failures.
        ``n_events`` is the number of successes, ``n`` the denominator.

    Raises
    ------
    ValueError
        If the endpoint is not a proportion.

    References
    ----------
    Clopper, Pearson (1934) Biometrika 26:404. Wilson (1927) JASA 22:209.
    """
    data = answered(cohort, endpoint, missing)
    others = other_ways(cohort, endpoint, data)
    if not data.n_blank:
        others.insert(0, answered(cohort, endpoint, other_rule(data.rule)))
    main = [share(group, t) for group, t in tallies(cohort, data)]
    scores = [_wilson(group, t) for group, t in tallies(cohort, data)]
    sensitivity = [
        replace(share(group, t), method=(EXACT, sensitivity_of(other)))
        for other in others
        for group, t in tallies(cohort, other)
    ]
    return result_of_answers(cohort, "proportion", endpoint, data, [*main, *scores, *sensitivity])


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
        Per contrast ``risk_difference`` (arm minus reference) with Newcombe's limits, and with
        Miettinen and Nurminen's; ``risk_ratio`` with their score limits; ``odds_ratio``
        (reference = denominator of both) twice: conditional maximum likelihood with exact
        limits, and the sample odds ratio with Woolf's limits, both with Fisher's exact p. Where
        there are blanks, last the ``risk_difference`` under the other rule for them; where
        anybody is not yet assessable, with them as failures.

    References
    ----------
    Newcombe (1998) Stat Med 17:873, method 10. Miettinen, Nurminen (1985) Stat Med 4:213.
    Fisher (1935). Woolf (1955) Ann Hum Genet 19:251.
    """
    data = answered(cohort, endpoint, missing)
    others = other_ways(cohort, endpoint, data)
    estimates: list[Estimate] = []
    for contrast in contrasts_of(cohort, data.arm):
        blank, arm, reference = _pair(cohort, data, contrast)
        if not (arm.n and reference.n):
            estimates += not_compared(blank)
            continue
        estimates += compared(blank, arm, reference)
        estimates += [_sensitivity(*_pair(cohort, o, contrast), o) for o in others]
    return result_of_answers(cohort, "proportion_difference", endpoint, data, estimates)


def _pair(cohort: Cohort, data: Answered, contrast: Contrast) -> tuple[Estimate, Tally, Tally]:
    counts = dict(tallies(cohort, data))
    arm, reference = counts[contrast.arm], counts[contrast.reference]
    blank = Estimate(
        "risk_difference",
        contrast.arm,
        contrast.reference,
        n=arm.n + reference.n,
        n_events=arm.successes + reference.successes,
    )
    return blank, arm, reference


def _sensitivity(blank: Estimate, arm: Tally, reference: Tally, data: Answered) -> Estimate:
    if not (arm.n and reference.n):
        return replace(not_compared(blank)[0], method=(sensitivity_of(data),))
    found = risk_difference(blank, arm, reference)
    return replace(found, method=(*found.method, sensitivity_of(data)))


def _wilson(group: str, tally: Tally) -> Estimate:
    blank = replace(share(group, tally), method=(Method("wilson"),))
    if not tally.n:
        return blank
    return replace(blank, interval=Interval(*wilson(tally), CONF_LEVEL))
