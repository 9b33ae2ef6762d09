"""Comparisons of arms weighted by propensity: hazard ratio, survival, and proportions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from outcomes.estimators.adjusted.weighted_sample import (
    ANALYSES,
    Sample,
    effective_sizes,
    method_of,
    sample_of,
)
from outcomes.estimators.base.caveats import (
    NOBODY,
    changing,
    ends_before,
    few_events,
)
from outcomes.estimators.base.design import (
    Floats,
    cause_specific,
    contrasts_of,
    result_of,
    terms_of,
    timed,
)
from outcomes.estimators.proportions.weighted import weighted_proportions
from outcomes.estimators.survival.contrasts import as_sure, spreads_at
from outcomes.estimators.survival.cox import of_arms, with_arm, with_ratio
from outcomes.estimators.survival.kaplan_meier import about, curve_of, limits_of, zero_times
from outcomes.kernel.causal.propensity import Scheme
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.kernel.cox.residuals import robust_covariance
from outcomes.kernel.curves.counting import count
from outcomes.kernel.curves.curve_values import risk_table, survival_at
from outcomes.kernel.curves.product_limit import ProductLimit
from outcomes.kernel.curves.product_limit import kaplan_meier as product_limit
from outcomes.kernel.curves.rmst import milestone_difference as survival_gap
from outcomes.model.cohort import Cohort, Timed
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Methods, Result

COMPETING = Note("survival_not_estimated", why=Note("competing_see_incidence"))


class Weighted(NamedTuple):
    """A sample with its follow-up and its weighted Kaplan–Meier curve per group."""

    sample: Sample
    time: Floats
    event: Floats
    fits: dict[str, ProductLimit]


def weighting(
    cohort: Cohort, endpoint: str, *, covariates: Sequence[str] = (), weights: Scheme = "ate"
) -> Result:
    """Compare each arm with the reference, both weighted to the same patients.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint of any kind.
    covariates
        Of the propensity model, coded by `design.terms_of`; by default the protocol's
        prespecified set (``adjust = true``), else its key covariate.
    weights
        See `propensity.weights_of`.

    Returns
    -------
    Result
        Analysis ``iptw`` (``ate``), ``weighted_stabilized``, ``weighted_treated`` (``att``) or
        ``weighted_overlap``. Per contrast ``hazard_ratio``; ``hazard_ratio_same_patients``
        (unadjusted, on the same complete cases); ``effective_sample_size`` per arm; at each
        landmark ``survival`` per arm and ``survival_difference``. For a study of two arms also
        curves ``survival`` (n at risk, events and censored are patients, not weights) and
        ``effective_at_risk`` (effective sample size of those at risk, at the same times). For a
        proportion see `weighted_proportions`.

    Notes
    -----
    Logistic propensity and weights per contrast, on its two arms; with more arms the reference
    has other weights in each contrast, so there are no curves and ``method`` names the pair.
    Standard errors are robust (sandwich; infinitesimal jackknife for survival) and hold the
    weights fixed, which makes ``ate`` and ``stabilized`` intervals conservative on average.
    Marginal: on average over the weighted patients. The rules for few events are those of
    `cox`; of competing events there is a cause-specific hazard ratio and no survival.

    References
    ----------
    Cole, Hernán (2004) Comput Methods Programs Biomed 75:45. Austin (2013) Stat Med 32:2837.
    Shu et al. (2021) Biometrics 77:1101. Li, Morgan, Zaslavsky (2018) JASA 113:390.
    """
    label, named = ANALYSES[weights], cohort.study.spec.adjusted_for(covariates)
    if cohort.endpoint(endpoint).kind == "proportion":
        return weighted_proportions(cohort, endpoint, named, weights)
    data = timed(cohort, endpoint)
    terms = terms_of(cohort, named, data.rows)
    estimates: list[Estimate] = []
    curves: list[Curve] = []
    for contrast in contrasts_of(cohort, data.arm):
        part = _weighted(data, sample_of(terms, contrast, weights))
        estimates += _hazard_ratios(cohort, endpoint, part, named)
        estimates += effective_sizes(cohort, part.sample, named)
        if cohort.endpoint(endpoint).kind == "time_to_event":
            estimates += _at_landmarks(cohort, endpoint, part, named)
            if len(cohort.groups) == 2 and not part.sample.why:
                curves += _curves(cohort, part)
    competing = cohort.endpoint(endpoint).kind == "competing"
    notes = (COMPETING,) if competing else zero_times(data)
    return result_of(cohort, label, endpoint, data, estimates=estimates, curves=curves, notes=notes)


def weighted_hazard_ratio(
    blank: Estimate, time: Floats, event: Floats, in_arm: Floats, weights: Floats | None
) -> Estimate:
    """Return ``blank`` with the hazard ratio of the arm; without weights the unadjusted one.

    The standard error is robust with weights, model-based without.
    """
    fitted = of_arms(time, event, in_arm, weights=weights)
    if isinstance(fitted, Note):
        return with_arm(blank, fitted)
    variance = fitted.covariance if weights is None else robust_covariance(fitted)
    alone = fitted if weights is None else fit_cox(time, event, in_arm)
    notes = few_events(fitted.n_events, 1) + changing(alone) + blank.notes
    blank = replace(blank, notes=notes)
    return with_ratio(blank, fitted.coefficients.item(), float(np.sqrt(variance.item())))


def _weighted(data: Timed, sample: Sample) -> Weighted:
    time = data.time[sample.rows]
    event = (data.event[sample.rows] == 1).astype(np.float64)
    fits = {
        group: product_limit(time[rows], event[rows], weights=sample.weights[rows], robust=True)
        for group, rows in sample.groups
    }
    return Weighted(sample, time, event, fits)


def _hazard_ratios(
    cohort: Cohort, endpoint: str, part: Weighted, covariates: tuple[str, ...]
) -> tuple[Estimate, Estimate]:
    sample = part.sample
    blank = sample.contrast.blank(
        "hazard_ratio",
        part.event,
        method=method_of(cohort, sample, *cause_specific(cohort, endpoint)),
        covariates=covariates,
        notes=sample.notes,
    )
    alone = replace(
        blank,
        quantity="hazard_ratio_same_patients",
        method=(Method("same_weighted"),),
        notes=(),
    )
    if sample.why:
        found = replace(blank, notes=(sample.why, *blank.notes))
    else:
        found = weighted_hazard_ratio(blank, part.time, part.event, sample.in_arm, sample.weights)
    return found, weighted_hazard_ratio(alone, part.time, part.event, sample.in_arm, None)


def _at_landmarks(
    cohort: Cohort, endpoint: str, part: Weighted, covariates: tuple[str, ...]
) -> Iterator[Estimate]:
    method = method_of(cohort, part.sample)
    for at in cohort.endpoint(endpoint).landmarks:
        for group, rows in part.sample.groups:
            blank = Estimate(
                "survival", group, at=at, method=method, covariates=covariates,
                n=int(rows.sum()), n_events=int(part.event[rows].sum()),
            )  # fmt: skip
            yield _survival(blank, part, at)
        yield _difference(part, at, method, covariates)


def _survival(blank: Estimate, part: Weighted, at: float) -> Estimate:
    why, fit = part.sample.why, part.fits[blank.group]
    if why or fit.n == 0:
        return replace(blank, notes=(why or NOBODY,))
    (point,) = survival_at(fit, [at])
    interval, notes = limits_of(point, fit), about(point, fit, blank.group)
    return replace(blank, value=point.survival, interval=interval, notes=notes)


def _difference(
    part: Weighted, at: float, method: Methods, covariates: tuple[str, ...]
) -> Estimate:
    contrast = part.sample.contrast
    blank = Estimate(
        "survival_difference", contrast.arm, contrast.reference, at=at, method=method,
        n=len(part.time), n_events=int(part.event.sum()), covariates=covariates,
    )  # fmt: skip
    if part.sample.why:
        return replace(blank, notes=(part.sample.why,))
    short = [
        ends_before(group, fit.time[-1], at)
        for group, fit in part.fits.items()
        if at > fit.time[-1] and fit.survival[-1] > 0
    ]
    if short:
        return replace(blank, notes=(short[0],))
    found = survival_gap(part.fits[contrast.arm], part.fits[contrast.reference], at)
    pair = {group: part.fits[group] for group in (contrast.arm, contrast.reference)}
    return as_sure(blank, found, spreads_at(pair, at))


def _curves(cohort: Cohort, part: Weighted) -> Iterator[Curve]:
    unit = cohort.study.spec.study.time_unit
    for group, rows in part.sample.groups:
        time, event = part.time[rows], part.event[rows]
        patients = count(time, event)
        survival = curve_of(
            replace(
                part.fits[group],
                n_at_risk=patients.n_at_risk,
                n_events=patients.n_events,
                n_censored=patients.n_censored,
            ),
            group,
            "survival",
            unit,
        )
        yield survival
        left = risk_table(time, event, survival.time, weights=part.sample.weights[rows])
        yield Curve(
            group,
            "effective_at_risk",
            time=survival.time,
            value=tuple(left.effective_n.tolist()),
            n_at_risk=survival.n_at_risk,
            unit=unit,
        )
