"""Hazard ratios between arms: unadjusted, stratified, adjusted; and whether they are constant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import exp
from typing import Any

from scipy.special import chdtrc, ndtri

from outcomes.estimators.base.caveats import (
    changing,
    columns,
    few_events,
    incomplete,
    refs,
    too_few,
    trend_of,
    untold,
    unusable,
    unused,
    warnings_of,
)
from outcomes.estimators.base.design import Contrast, Floats, by_time, cause_specific, result_of
from outcomes.estimators.survival.late_entry import late_entries
from outcomes.estimators.survival.models import Model, fit_of, models_of, profile_of
from outcomes.kernel.cox.fit import CoxFit
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Interval, Methods, Result

CONF_LEVEL = 0.95
SAME_PATIENTS = (Method("same_patients"),)


def cox(
    cohort: Cohort,
    endpoint: str,
    *,
    covariates: Sequence[str] = (),
    strata: Sequence[str] = (),
) -> Result:
    """Estimate the hazard ratio of each arm against the reference.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.
    covariates
        Ids of covariates to adjust for; coded by `design.terms_of`.
    strata
        Columns of patients; each combination has its own baseline hazard.

    Returns
    -------
    Result
        Analysis ``cox``, ``cox_stratified`` (strata only) or ``cox_adjusted``, with one
        ``hazard_ratio`` per contrast (reference = denominator). With covariates or strata, also
        ``hazard_ratio_same_patients``: unadjusted, on the complete cases; without, also
        ``hazard_ratio_profile``: the limits of the profile likelihood, better with few events,
        and the p-value of the likelihood-ratio test.

    Notes
    -----
    Efron ties, Wald limits and p but where named. Each contrast is fitted on its two arms.
    Complete cases are used and the rest counted. Fewer than 5 events, or an arm without any, has
    no hazard ratio; fewer than 10 events per parameter carry a warning. Competing events are
    censored (cause-specific hazard ratio). Adjusted and stratified ratios are conditional: they
    differ from the unadjusted one even under perfect balance.

    References
    ----------
    Cox (1972) JRSS B 34:187. Efron (1977) JASA 72:557. Peduzzi et al. (1995) on events per
    parameter.
    """
    data = by_time(cohort, endpoint)
    label = "cox_adjusted" if covariates else "cox_stratified" if strata else "cox"
    named = tuple(covariates or strata)
    method = model_of(covariates, strata) + cause_specific(cohort, endpoint)
    estimates = []
    for contrast, model in models_of(cohort, endpoint, tuple(covariates), tuple(strata)):
        fitted = fit_of(cohort, model)
        ratio = _hazard_ratio(model, fitted, contrast, named, method)
        estimates.append(ratio)
        if named:
            alone = model.alone()
            found = _hazard_ratio(alone, fit_of(cohort, alone), contrast, named, SAME_PATIENTS)
            estimates.append(replace(found, quantity="hazard_ratio_same_patients"))
        elif isinstance(fitted, CoxFit):
            estimates.append(_profiled(fitted, ratio))
    return result_of(cohort, label, endpoint, data, estimates=estimates, notes=late_entries(data))


def proportional_hazards(cohort: Cohort, endpoint: str) -> Result:
    """Test whether the hazard ratio of each arm is constant over time.

    Notes
    -----
    Score test of a trend of the log hazard ratio in the Kaplan–Meier transform of time, on the
    unadjusted model of the contrast's two arms: R's ``cox.zph``. Same rules for few events as
    for `cox`.

    References
    ----------
    Grambsch, Therneau (1994) Biometrika 81:515.
    """
    data = by_time(cohort, endpoint)
    method = cause_specific(cohort, endpoint)
    estimates = []
    for contrast, model in models_of(cohort, endpoint, (), ()):
        blank = contrast.blank("statistic", model.followed.event, method=method)
        fitted = fit_of(cohort, model)
        if isinstance(fitted, Note):
            estimates.append(replace(blank, notes=(fitted,)))
        else:
            trend = trend_of(fitted)
            notes = (untold(fitted),) if trend.statistic is None else ()
            told = replace(blank, value=trend.statistic, p_value=trend.p_value, notes=notes)
            estimates.append(told)
    return result_of(
        cohort, "proportional_hazards", endpoint, data, estimates=estimates,
        notes=late_entries(data),
    )  # fmt: skip


def of_arms(time: Floats, event: Floats, x: Floats, **options: Any) -> CoxFit | Note:
    """Return the Cox model whose first covariate is the arm, or why its ratio is none to print."""
    why = too_few(event, x if x.ndim == 1 else x[:, 0])
    if why is not None:
        return why
    fitted = fit_cox(time, event, x, **options)
    return unusable(fitted) or fitted


def wald(coefficient: float, std_err: float) -> tuple[float, Interval, float]:
    """Return the hazard ratio, its 95 % Wald limits and the Wald p-value."""
    reach = float(ndtri(0.5 + CONF_LEVEL / 2)) * std_err
    interval = Interval(exp(coefficient - reach), exp(coefficient + reach), CONF_LEVEL)
    return exp(coefficient), interval, float(chdtrc(1, (coefficient / std_err) ** 2))


def with_ratio(blank: Estimate, coefficient: float, std_err: float, *notes: Note) -> Estimate:
    """Return an estimate with the ratio of a coefficient, its 95 % Wald limits and p-value.

    Further notes stand before its own.
    """
    value, interval, p_value = wald(coefficient, std_err)
    return replace(
        blank, value=value, interval=interval, p_value=p_value, std_err=std_err,
        notes=(*notes, *blank.notes),
    )  # fmt: skip


def with_arm(blank: Estimate, fitted: CoxFit | Note, parameters: int = 0) -> Estimate:
    """Return an estimate with the ratio of the arm and whether it changes, or why there is none.

    Of how many parameters it is says whether the events are few for them.
    """
    if isinstance(fitted, Note):
        return replace(blank, notes=(fitted, *blank.notes))
    notes = changing(fitted) + few_events(fitted.n_events, parameters)
    return with_ratio(blank, float(fitted.coefficients[0]), float(fitted.std_err[0]), *notes)


def _hazard_ratio(
    model: Model,
    fitted: CoxFit | Note,
    contrast: Contrast,
    covariates: tuple[str, ...],
    method: Methods,
) -> Estimate:
    event = model.followed.event
    notes = incomplete(model.n_incomplete, model.n_incomplete + len(event)) + unused(model.unused)
    if isinstance(fitted, CoxFit):
        notes = warnings_of(fitted) + _said_by_others(fitted, model) + notes
    blank = contrast.blank("hazard_ratio", event, method=method, covariates=covariates, notes=notes)
    return with_arm(blank, fitted)


def _profiled(fitted: CoxFit, ratio: Estimate) -> Estimate:
    low, high = (None if end is None else exp(end) for end in profile_of(fitted))
    return replace(
        ratio,
        quantity="hazard_ratio_profile",
        interval=Interval(low, high, CONF_LEVEL),
        p_value=fitted.likelihood_ratio_test.p_value,
        method=(Method("profile"), *ratio.method),
    )


def model_of(covariates: Sequence[str], strata: Sequence[str] = ()) -> Methods:
    """Return the part of a method that says what a conditional ratio is conditional on."""
    adjusted, stratified = refs("covariate", covariates), refs("covariate", strata)
    if covariates and strata:
        return (Method("adjusted_stratified", covariates=adjusted, strata=stratified),)
    if covariates:
        return (Method("adjusted", covariates=adjusted),)
    return (Method("stratified", strata=stratified),) if strata else ()


def _said_by_others(fitted: CoxFit, model: Model) -> tuple[Note, ...]:
    """Return a note on the columns that follow from the arm and those before them."""
    names = [name for name, out in zip(model.used, fitted.aliased[1:], strict=True) if out]
    return (Note("said_by_others", covariates=columns(names)),) if names else ()
