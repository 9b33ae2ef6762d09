"""How much worse lost patients would have to fare before the conclusion tips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from outcomes.estimators.adjusted.robustness.delta_ratios import Side, ratios_at, tipping_delta
from outcomes.estimators.adjusted.robustness.lost_follow_up import Lost, lost_follow_up
from outcomes.estimators.base.caveats import incomplete, refs, too_few, unusable, unused
from outcomes.estimators.base.design import (
    Contrast,
    Floats,
    Terms,
    cause_specific,
    contrasts_of,
    result_of,
    strata_of,
    terms_of,
    timed,
    varying,
)
from outcomes.estimators.survival.cox import model_of, with_arm
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.kernel.imputation.censored import impute_follow_up
from outcomes.model.cohort import Cohort, Timed
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.note import Method, Note, Ref
from outcomes.results.result import Estimate, Methods, Result

DELTAS = (0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0)
MOST_RISK = 5.0
"""On the log scale: a covariate that runs away does not make hazards of zero and infinity."""


def tipping_point(
    cohort: Cohort,
    endpoint: str,
    *,
    deltas: Sequence[float] = DELTAS,
    arm: str = "",
    m: int = 20,
    seed: int = 1,
    covariates: Sequence[str] = (),
    strata: Sequence[str] = (),
    gap: float | None = None,
) -> Result:
    """Estimate the hazard ratio had lost patients fared worse or better than those followed up.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.
    deltas
        Factors on the hazard after the censoring; 1 = as those still followed up (always added).
    arm
        Id of the arm whose lost patients are imputed; by default the compared arm of each
        contrast. In the other arm censoring stays what it is.
    m, seed
        Imputed data sets per delta, and the seed.
    covariates
        Ids of covariates of the Cox model; none by default.
    strata
        Ids of covariates that stratify it: each stratum has a baseline hazard of its own.
    gap
        None: every censored patient of the arm counts as lost, and would have been followed up
        as long as the longest follow-up of the contrast. A number (in the study's time unit):
        only patients whose follow-up ends more than that before the data cut-off, who would have
        been followed up to it; needs the cut-off and the endpoint's date of origin.

    Returns
    -------
    Result
        Analysis ``tipping_point``. Per contrast ``hazard_ratio`` at each delta (Rubin's rules),
        ``tipping_delta`` (the delta nearest 1 at which the limit nearest 1 reaches it; None with a
        note where there is nothing to tip or no delta in range does it), then ``hazard_ratio``
        of the worst case (lost = event one day after last contact) and of the best (lost =
        event-free to the end).

    Notes
    -----
    Event times are drawn from the arm's own cumulative hazard, times delta, beyond the censoring;
    see `imputation.impute_follow_up`. With covariates it is multiplied by each patient's hazard
    ratio in the Cox model of the observed follow-up, which is not drawn anew. Large-sample
    degrees of freedom. Competing events end a patient's follow-up and are not imputed. A ratio on
    either side of 1 may tip; the worst case is so called of a bad event. Same rules for few events
    as for `cox.cox`.

    Raises
    ------
    ValueError
        If a delta is not positive, m is below 2, or ``gap`` is given without dates.
    KeyError
        If the protocol has no such arm.

    References
    ----------
    Jackson et al. (2014) Stat Med 33:4681. Lipkovich, Ratitch, O'Kelly (2016) Pharm Stat 15:216.
    """
    grid = _grid(deltas, m)
    if arm:
        cohort.study.spec.arm(arm)
    data = timed(cohort, endpoint)
    terms = terms_of(cohort, covariates, data.rows)
    stratum, known = strata_of(cohort, strata, data.rows)
    terms = terms._replace(complete=terms.complete & known)
    lost = lost_follow_up(cohort, endpoint, data, gap)
    estimates: list[Estimate] = []
    notes = list(lost.notes)
    day = 1.0 / DAYS_PER[cohort.study.spec.study.time_unit]
    for contrast in contrasts_of(cohort, data.arm):
        subject = arm or contrast.arm
        if subject not in (contrast.arm, contrast.reference):
            names = (contrast.arm, contrast.reference, subject)
            notes.append(_no_part(*refs("arm", names)))
            continue
        side = _side(data, contrast, terms, lost, (subject == contrast.arm, day))
        blank = contrast.blank(
            "hazard_ratio",
            side.event,
            method=_model(cohort, endpoint, covariates, strata),
            covariates=tuple(covariates or strata),
            notes=_counts(side, subject, int(contrast.rows.sum())),
        )
        if strata:
            side = side._replace(stratum=stratum[contrast.rows & terms.complete])
        estimates += _rows(blank, side, grid, (m, seed))
    return result_of(cohort, "tipping_point", endpoint, data, estimates=estimates, notes=notes)


def _no_part(arm: Ref, reference: Ref, subject: Ref) -> Note:
    return Note("no_part", arm=arm, reference=reference, subject=subject)


def _grid(deltas: Sequence[float], m: int) -> Floats:
    grid = np.array(sorted({1.0, *map(float, deltas)}))
    if not grid[0] > 0 or m < 2:
        raise ValueError("deltas must be positive and m at least 2")
    return grid


def _side(
    data: Timed, contrast: Contrast, terms: Terms, lost: Lost, choice: tuple[bool, float]
) -> Side:
    of_arm, day = choice
    rows = contrast.rows & terms.complete
    in_arm = contrast.in_arm[terms.complete[contrast.rows]]
    matrix, constant = varying(terms.matrix[rows], terms.names)
    time = data.time[rows]
    subject = (in_arm == 1) == of_arm
    return Side(
        time,
        (data.event[rows] == 1).astype(np.float64),
        np.column_stack([in_arm, matrix]),
        subject,
        lost.who[rows] & subject,
        np.minimum(lost.horizon[rows], time.max(initial=0.0)),
        constant,
        day,
    )


def _rows(blank: Estimate, side: Side, grid: Floats, draws: tuple[int, int]) -> list[Estimate]:
    m, seed = draws
    own = side.subject
    why = too_few(side.event, side.x[:, 0])
    worst = replace(blank, method=(Method("worst_case"), *blank.method))
    best = replace(blank, method=(Method("best_case"), *blank.method))
    blank = replace(blank, method=(Method("tipping", n=m, seed=seed), *blank.method))
    tip = replace(blank, quantity="tipping_delta")
    if why is not None:
        every = [*(replace(blank, at=float(delta)) for delta in grid), tip, worst, best]
        return [replace(e, notes=(why, *e.notes)) for e in every]
    imputed = impute_follow_up(
        side.time[own],
        side.event[own],
        side.lost[own],
        side.horizon[own],
        risk=_risk(side)[own],
        deltas=grid,
        m=m,
        seed=seed,
    )
    ratios = ratios_at(blank, side, grid, imputed)
    upward = bool(side.x[own, 0].all())
    return [*ratios, tipping_delta(tip, ratios, upward), *_extremes(worst, best, side)]


def _risk(side: Side) -> Floats:
    """Each patient's hazard by the covariates, from the Cox model of the observed follow-up."""
    if side.x.shape[1] == 1:
        return np.ones(len(side.time))
    model = fit_cox(side.time, side.event, side.x)
    linear = (side.x[:, 1:] - model.means[1:]) @ np.nan_to_num(model.coefficients[1:])
    return np.asarray(np.exp(np.clip(linear, -MOST_RISK, MOST_RISK)))


def _extremes(worst: Estimate, best: Estimate, side: Side) -> list[Estimate]:
    late = np.where(side.lost, side.time + side.day, side.time)
    died = np.where(side.lost, 1.0, side.event)
    free = np.where(side.lost, np.maximum(side.horizon, side.time), side.time)
    return [_single(worst, side, late, died), _single(best, side, free, side.event)]


def _single(blank: Estimate, side: Side, time: Floats, event: Floats) -> Estimate:
    blank = replace(blank, n_events=int(event.sum()))
    fitted = fit_cox(time, event, side.x, strata=side.stratum)
    return with_arm(blank, unusable(fitted) or fitted)


def _counts(side: Side, subject: str, n_all: int) -> tuple[Note, ...]:
    n, total = int(side.lost.sum()), int(side.subject.sum())
    lost = Note("lost_of_arm", n=n, total=total, arm=Ref("arm", subject))
    return (lost, *incomplete(n_all - len(side.time), n_all), *unused(side.unused))


def _model(
    cohort: Cohort, endpoint: str, covariates: Sequence[str], strata: Sequence[str]
) -> Methods:
    model = model_of(covariates, strata) or (Method("unadjusted"),)
    return model + cause_specific(cohort, endpoint)
