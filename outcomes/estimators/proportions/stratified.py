"""One contrast of proportions over strata, as rows of a result."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from outcomes.estimators.base.design import Contrast, strata_of
from outcomes.estimators.proportions.contrasts import risk_difference
from outcomes.estimators.proportions.denominators import Answered
from outcomes.kernel.proportions import stratified_tables as mantel_haenszel
from outcomes.kernel.proportions.difference import CONF_LEVEL, Tally
from outcomes.kernel.proportions.homogeneity import breslow_day
from outcomes.model.cohort import Cohort
from outcomes.results.result import Estimate, Interval

SATO = "conditional: Mantel–Haenszel, Sato's limits; Cochran–Mantel–Haenszel p"
SCORE = "conditional: Mantel–Haenszel weights, stratified Miettinen–Nurminen limits"
RATIO = "conditional: Mantel–Haenszel, Greenland–Robins limits; Cochran–Mantel–Haenszel p"
ODDS = "conditional: Mantel–Haenszel, Robins–Breslow–Greenland limits; Cochran–Mantel–Haenszel p"
CMH = "Cochran–Mantel–Haenszel test, no continuity correction"
HOMOGENEITY = "Breslow–Day test with Tarone's correction: one odds ratio in all strata"
SAME_PATIENTS = "unadjusted, on the patients of the adjusted or stratified model"


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
    notes = []
    if unknown:
        total = int(contrast.rows.sum())
        notes.append(f"{unknown} of {total} patients left out: stratum unknown")
    if alone:
        notes.append(f"{alone} patients in strata of one arm only say nothing")
    blank = Estimate(
        "risk_difference",
        contrast.arm,
        contrast.reference,
        n=n,
        n_events=int(tables.x1.sum() + tables.x2.sum()),
        covariates=strata,
        notes=tuple(notes),
    )
    return Strata(tables, blank)


def stratified_rows(strata: Strata) -> list[Estimate]:
    """Return the rows of one contrast: estimates, tests, and the unstratified difference."""
    cmh = mantel_haenszel.cochran_mantel_haenszel(strata.tables)
    same = breslow_day(strata.tables)
    statistic = replace(strata.blank, quantity="statistic", method=CMH)
    words = f"{HOMOGENEITY}, {same.df} df"
    return [
        *_pooled(strata),
        _test(statistic, cmh),
        _test(replace(strata.blank, quantity="interaction", method=words), same),
        _crude(strata),
    ]


def _pooled(strata: Strata) -> list[Estimate]:
    tables = strata.tables
    p_value = mantel_haenszel.cochran_mantel_haenszel(tables).p_value
    limits = mantel_haenszel.risk_difference_limits(tables)
    mean = mantel_haenszel.risk_difference(tables)
    score = replace(_estimate(strata.blank, mean, None), method=SCORE)
    if limits:
        score = replace(score, interval=Interval(*limits, CONF_LEVEL), notes=strata.blank.notes)
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
        words = "no limits: the same answer in everybody of each arm"
        return replace(blank, value=found.value, p_value=p_value, notes=(words, *blank.notes))
    interval = Interval(found.ci_low, found.ci_high, CONF_LEVEL)
    return replace(blank, value=found.value, interval=interval, p_value=p_value)


def _why_not(blank: Estimate) -> str:
    if not blank.n:
        return "not estimable: no stratum with patients of both arms"
    return "not estimable: no success, or no failure, in an arm"


def _test(blank: Estimate, found: mantel_haenszel.Test) -> Estimate:
    if found.statistic is None:
        words = "not estimable: fewer than two strata that say something"
        if blank.quantity == "statistic":
            words = "not estimable: the same answer in everybody of each stratum"
        return replace(blank, notes=(words, *blank.notes))
    return replace(blank, value=found.statistic, p_value=found.p_value)


def _crude(strata: Strata) -> Estimate:
    x1, n1, x2, n2 = (int(column.sum()) for column in strata.tables)
    blank = replace(strata.blank, quantity="risk_difference_same_patients")
    if not n1:
        return replace(blank, notes=(_why_not(blank), *blank.notes))
    found = risk_difference(blank, Tally(x1, n1), Tally(x2, n2))
    return replace(found, method=f"{SAME_PATIENTS}; {found.method}")
