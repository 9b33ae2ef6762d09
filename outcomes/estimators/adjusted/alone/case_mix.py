"""A number counted with the patients of another study: directly standardized to their mix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import sqrt

import numpy as np
import pandas as pd

from outcomes.estimators.base.caveats import not_estimable
from outcomes.estimators.base.design import Mask, column_of, groups_of, result_of, timed
from outcomes.estimators.base.shares import share
from outcomes.estimators.proportions.denominators import answered, result_of_answers
from outcomes.estimators.survival.definitions import incidence, with_limits
from outcomes.kernel.proportions.difference import Tally
from outcomes.model.cohort import Cohort, Timed, as_levels
from outcomes.model.plan.benchmarks import Mix
from outcomes.results.condition import Condition
from outcomes.results.note import Method, Note, Ref
from outcomes.results.result import Estimate, Result

OWN, OTHER, WITHIN = Method("own_mix"), Method("other_mix"), Method("within_levels")
Of = Callable[[Mask], Estimate]
"""The number of some of the patients of a group."""


def case_mix(cohort: Cohort, endpoint: str, covariate: str, mix: Mix) -> Result:
    """Estimate a risk or a proportion as it would be counted with another case mix.

    Parameters
    ----------
    cohort, endpoint
        As for `definitions` or `rates.proportion`.
    covariate, mix
        A column of patients; levels counted together, each with its share elsewhere. Shares add
        up to 1.

    Returns
    -------
    Result
        Analysis ``case_mix``. Per group and landmark, of those whose covariate is known: the
        number with the mix they have (``own_mix``), with the other one (``other_mix``: the sum of
        share × number within the levels), and within each of the levels (``where``). None where
        levels with a share elsewhere have nobody here, or nobody followed that long.

    Notes
    -----
    Limits log-log, standard error by the delta method: the root of the sum of share² × variance
    within the levels; the shares are taken as known. Levels in which everybody, or nobody, had the
    event add no variance, and a note says so. It assumes that within the levels the patients are
    like those elsewhere.

    References
    ----------
    Rothman, Greenland, Lash (2008) Modern Epidemiology, chapter 15: direct standardization.
    """
    levels = as_levels(column_of(cohort.patients, covariate))
    if not cohort.endpoint(endpoint).timed:
        data = answered(cohort, endpoint)
        here = levels.iloc[data.rows]
        found = [
            row
            for group, mine in groups_of(cohort, data.arm)
            for row in _counted(_proportion(data.success, group), here, mine, covariate, mix)
        ]
        return result_of_answers(cohort, "case_mix", endpoint, data, found)
    times = timed(cohort, endpoint)
    here = levels.iloc[times.rows]
    rows = [
        row
        for group, mine in groups_of(cohort, times.arm)
        for at in cohort.endpoint(endpoint).landmarks
        for row in _counted(_risk(times, at, group), here, mine, covariate, mix)
    ]
    return result_of(cohort, "case_mix", endpoint, times, estimates=rows)


def _proportion(success: np.ndarray, group: str) -> Of:
    def of(rows: Mask) -> Estimate:
        found = share(group, Tally(int(success[rows].sum()), int(rows.sum())))
        p = found.value
        spread = None if p is None else sqrt(p * (1 - p) / rows.sum())
        return replace(found, std_err=spread)

    return of


def _risk(times: Timed, at: float, group: str) -> Of:
    return lambda rows: incidence(times.time[rows], times.event[rows], at, group, OWN)


def _counted(of: Of, levels: pd.Series, mine: Mask, covariate: str, mix: Mix) -> list[Estimate]:
    """Return the number with both mixes and within the levels, of one group."""
    known = mine & levels.notna().to_numpy()
    unknown = int((mine & ~known).sum())
    own = replace(of(known), method=(OWN,), covariates=(covariate,))
    if unknown:
        note = Note("level_unknown", n=unknown, covariate=Ref("covariate", covariate))
        own = replace(own, notes=(*own.notes, note))
    within = [_within(of, known & levels.isin(names).to_numpy(), covariate, names)
              for names, _ in mix]  # fmt: skip
    return [own, _standardized(own, within, mix), *within]


def _within(of: Of, rows: Mask, covariate: str, names: tuple[str, ...]) -> Estimate:
    where = Condition(covariate, "in", names)
    return replace(of(rows), method=(WITHIN,), covariates=(covariate,), where=where)


def _standardized(own: Estimate, within: list[Estimate], mix: Mix) -> Estimate:
    blank = replace(own, method=(OTHER,), value=None, interval=None, std_err=None)
    wanted = [(e, names, share) for e, (names, share) in zip(within, mix, strict=True) if share]
    empty = [n for e, names, _ in wanted if e.value is None for n in names]
    refs = tuple(Ref("level", name, own.covariates[0]) for name in empty)
    if refs:
        share = sum(share for e, _, share in wanted if e.value is None)
        return replace(blank, notes=(not_estimable("nobody_at_level", levels=refs, share=share),))
    value = sum(share * (e.value or 0.0) for e, _, share in wanted)
    spread = sqrt(sum((share * (e.std_err or 0.0)) ** 2 for e, _, share in wanted))
    still = [n for e, names, _ in wanted if not e.std_err for n in names]
    notes = tuple(note for note in own.notes if note.id == "level_unknown")
    if still:
        flat = tuple(Ref("level", name, own.covariates[0]) for name in still)
        notes = (*notes, Note("levels_without_spread", levels=flat))
    return with_limits(replace(blank, notes=notes), value, spread)
