"""How strong an unmeasured confounder would have to be to explain a ratio away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log, sqrt

from scipy.special import ndtri

from outcomes.estimators.base.caveats import NOBODY, not_estimable
from outcomes.estimators.base.design import result_of
from outcomes.estimators.proportions.rates import proportion
from outcomes.estimators.survival.cox import CONF_LEVEL, cox
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Interval, Result

COMMON = 0.15
"""Share with the event from which a hazard ratio is no longer taken for a risk ratio."""
MEANING = (Note("e_value_means"),)


def e_value(
    cohort: Cohort,
    endpoint: str,
    *,
    covariates: Sequence[str] = (),
    strata: Sequence[str] = (),
) -> Result:
    """Estimate the E-value of the ratio of each arm to the reference.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint: with times (hazard ratio) or a proportion (risk ratio).
    covariates, strata
        The Cox model of the hazard ratio, as for `cox.cox`; none for a proportion.

    Returns
    -------
    Result
        Analysis ``e_value``. Per contrast ``risk_ratio`` (the ratio the E-value belongs to),
        ``e_value``, and ``e_value_limit`` (of the confidence limit nearest 1; 1 where the
        interval covers 1).

    Notes
    -----
    When more than 15 % have the event, the risk ratio is approximated from the hazard ratio by
    ``(1 - 0.5**sqrt(HR)) / (1 - 0.5**sqrt(1/HR))``, otherwise the hazard ratio stands for it;
    ``method`` says which. Risk ratios of proportions have limits on the log scale (Katz).

    Raises
    ------
    ValueError
        If covariates or strata are given for a proportion.

    References
    ----------
    VanderWeele, Ding (2017) Ann Intern Med 167:268. VanderWeele (2017) Biometrics 73:1017. Katz
    et al. (1978) Biometrics 34:469.
    """
    if cohort.endpoint(endpoint).timed:
        model = cox(cohort, endpoint, covariates=covariates, strata=strata)
        ratios = [_risk_ratio_of(found) for found in model.all("hazard_ratio")]
    elif covariates or strata:
        raise ValueError("the risk ratio of a proportion takes no covariates or strata")
    else:
        model = proportion(cohort, endpoint)
        ratios = _risk_ratios(cohort, model)
    estimates = [e for ratio in ratios for e in (ratio, *_e_values(ratio))]
    result = result_of(cohort, "e_value", endpoint, estimates=estimates, notes=MEANING)
    return replace(result, n=model.n, n_events=model.n_events, n_missing=model.n_missing)


def e_value_of(ratio: float) -> float:
    """Return the E-value of a risk ratio on either side of 1."""
    away = max(ratio, 1.0 / ratio)
    return away + sqrt(away * (away - 1.0))


def limit_nearest_one(low: float, high: float) -> float:
    """Return the confidence limit nearest 1; 1 where the interval covers it."""
    return low if low > 1 else high if high < 1 else 1.0


def common_risk_ratio(hazard_ratio: float) -> float:
    """Return the approximate risk ratio of a hazard ratio where the event is common."""
    root = sqrt(hazard_ratio)
    return (1.0 - 0.5**root) / (1.0 - 0.5 ** (1.0 / root))


def _risk_ratio_of(found: Estimate) -> Estimate:
    common = (found.n_events or 0) > COMMON * (found.n or 0)
    how = Method("ratio_common" if common else "ratio_rare")
    blank = replace(
        found, quantity="risk_ratio", method=(how, *found.method), p_value=None,
        std_err=None if common else found.std_err,
    )  # fmt: skip
    if found.value is None or found.ci_low is None or found.ci_high is None or not common:
        return blank
    low, high = common_risk_ratio(found.ci_low), common_risk_ratio(found.ci_high)
    interval = Interval(low, high, CONF_LEVEL)
    return replace(blank, value=common_risk_ratio(found.value), interval=interval)


def _risk_ratios(cohort: Cohort, model: Result) -> list[Estimate]:
    spec = cohort.study.spec
    found = {arm: e for arm in cohort.groups if (e := model.pick("proportion", arm))}
    if spec.reference is None:
        return []
    pairs = [(a.id, spec.reference.id) for a in spec.compared_arms]
    return [_katz(arm, base, found[arm], found[base]) for arm, base in pairs]


def _katz(arm: str, reference: str, one: Estimate, other: Estimate) -> Estimate:
    a, n, b, m = one.n_events or 0, one.n or 0, other.n_events or 0, other.n or 0
    blank = Estimate(
        "risk_ratio", arm, reference, n=n + m, n_events=a + b, method=(Method("katz"),)
    )
    if not (0 < a and 0 < b and (a < n or b < m)):
        return replace(blank, notes=(not_estimable("no_ratio") if n + m else NOBODY,))
    center, std_err = log(a / n) - log(b / m), sqrt(1 / a - 1 / n + 1 / b - 1 / m)
    reach = float(ndtri(0.5 + CONF_LEVEL / 2)) * std_err
    interval = Interval(exp(center - reach), exp(center + reach), CONF_LEVEL)
    return replace(blank, value=exp(center), interval=interval, std_err=std_err)


def _e_values(ratio: Estimate) -> tuple[Estimate, Estimate]:
    blank = replace(ratio, quantity="e_value", value=None, interval=None, std_err=None)
    limit = replace(blank, quantity="e_value_limit")
    if ratio.value is None or ratio.ci_low is None or ratio.ci_high is None:
        return blank, limit
    nearest = limit_nearest_one(ratio.ci_low, ratio.ci_high)
    return (
        replace(blank, value=e_value_of(ratio.value)),
        replace(limit, value=e_value_of(nearest)),
    )
