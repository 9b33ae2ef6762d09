"""One contrast of proportions over strata, as rows of a result."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from outcomes.estimators.base.caveats import left_out, not_estimable
from outcomes.estimators.base.design import Contrast, strata_of
from outcomes.estimators.proportions.contrasts import risk_difference
from outcomes.estimators.proportions.denominators import Answered
from outcomes.estimators.survival.cox import SAME_PATIENTS
from outcomes.kernel.proportions import stratified_tables as mantel_haenszel
from outcomes.kernel.proportions.difference import CONF_LEVEL, Tally
from outcomes.kernel.proportions.homogeneity import breslow_day
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Interval

SATO, SCORE = (Method("mantel_haenszel_sato"),), (Method("mantel_haenszel_score"),)
RATIO, ODDS = (Method("mantel_haenszel_ratio"),), (Method("mantel_haenszel_odds"),)
CMH = (Method("cochran_mantel_haenszel"),)
NO_LIMITS = Note("no_limits_same_answer")


class Strata(NamedTuple):
    """The tables of one contrast and how many patients they are made of; rows of the result."""

    tables: mantel_haenszel.Tables
    blank: Estimate


def strata_tables(
    cohort: Cohort, data: Answered, contrast: Contrast, strata: tuple[str, ...]
) -> Strata:
    """Count the tables of one contrast, and who is in none of them."""
    stratum, known = strata_of(cohort, strata, data.rows)
    rows = contrast.rows & known
    in_arm = contrast.in_arm[known[contrast.rows]]
    tables = mantel_haenszel.tables_of(data.success[rows], in_arm, stratum[rows])
    n = int(tables.n1.sum() + tables.n2.sum())
    unknown, alone = int(contrast.rows.sum() - rows.sum()), int(rows.sum()) - n
    notes = left_out(unknown, int(contrast.rows.sum()), "stratum_unknown")
    if alone:
        notes += (Note("silent_strata", n=alone),)
    blank = Estimate(
        "risk_difference",
        contrast.arm,
        contrast.reference,
        n=n,
        n_events=int(tables.x1.sum() + tables.x2.sum()),
        covariates=strata,
        notes=notes,
    )
    return Strata(tables, blank)


def stratified_rows(strata: Strata) -> list[Estimate]:
    """Return the rows of one contrast: estimates, tests, and the unstratified difference."""
    cmh = mantel_haenszel.cochran_mantel_haenszel(strata.tables)
    same = breslow_day(strata.tables)
    statistic = replace(strata.blank, quantity="statistic", method=CMH)
    homogeneity = (Method("breslow_day", df=same.df),)
    return [
        *_pooled(strata),
        _test(statistic, cmh),
        _test(replace(strata.blank, quantity="interaction", method=homogeneity), same),
        _crude(strata),
    ]


def _pooled(strata: Strata) -> list[Estimate]:
    tables = strata.tables
    p_value = mantel_haenszel.cochran_mantel_haenszel(tables).p_value
    limits = mantel_haenszel.risk_difference_limits(tables)
    mean = mantel_haenszel.risk_difference(tables)
    score = replace(_estimate(strata.blank, mean, None), method=SCORE)
    if limits:
        interval = Interval(*limits, CONF_LEVEL)
        score = replace(score, interval=interval, notes=strata.blank.notes, std_err=None)
    sato = replace(_estimate(strata.blank, mean, p_value), method=SATO)
    ratios = (
        ("risk_ratio", RATIO, mantel_haenszel.risk_ratio(tables)),
        ("odds_ratio", ODDS, mantel_haenszel.odds_ratio(tables)),
    )
    return [sato, score] + [
        _estimate(replace(strata.blank, quantity=quantity, method=method), found, p_value)
        for quantity, method, found in ratios
    ]


def _estimate(blank: Estimate, found: mantel_haenszel.Pooled, p_value: float | None) -> Estimate:
    if found.value is None:
        return replace(blank, notes=(_why_not(blank), *blank.notes))
    if not found.std_err:
        return replace(blank, value=found.value, p_value=p_value, notes=(NO_LIMITS, *blank.notes))
    interval = Interval(found.ci_low, found.ci_high, CONF_LEVEL)
    return replace(
        blank, value=found.value, interval=interval, p_value=p_value, std_err=found.std_err
    )


def _why_not(blank: Estimate) -> Note:
    return not_estimable("no_success_or_no_failure" if blank.n else "no_shared_stratum")


def _test(blank: Estimate, found: mantel_haenszel.Test) -> Estimate:
    if found.statistic is None:
        of_all = blank.quantity == "statistic"
        why = not_estimable("same_answer_in_strata" if of_all else "few_telling_strata")
        return replace(blank, notes=(why, *blank.notes))
    return replace(blank, value=found.statistic, p_value=found.p_value)


def _crude(strata: Strata) -> Estimate:
    x1, n1, x2, n2 = (int(column.sum()) for column in strata.tables)
    blank = replace(strata.blank, quantity="risk_difference_same_patients")
    if not n1:
        return replace(blank, notes=(_why_not(blank), *blank.notes))
    found = risk_difference(blank, Tally(x1, n1), Tally(x2, n2))
    return replace(found, method=(*SAME_PATIENTS, *found.method))
