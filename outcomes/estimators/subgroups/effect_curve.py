"""The hazard ratio of an arm as a smooth function of a continuous covariate."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import chdtrc, ndtri

from outcomes.estimators.base.caveats import (
    FEWEST_EVENTS,
    few_events,
    left_out,
    not_estimable,
    too_few,
)
from outcomes.estimators.base.design import (
    Contrast,
    Floats,
    cause_specific,
    column_of,
    contrasts_of,
    result_of,
    timed,
)
from outcomes.estimators.survival.cox import CONF_LEVEL
from outcomes.kernel.cox.fit import CoxFit
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.kernel.cox.spline import knots_of, restricted_cubic
from outcomes.model.cohort import Cohort, Timed
from outcomes.results.note import Method, Note, Ref
from outcomes.results.result import Curve, Estimate, Interval, Result

N_POINTS = 61
N_BINS = 24
QUARTILES = (0.25, 0.5, 0.75)


class Model(NamedTuple):
    """Follow-up, arm, covariate of one contrast's complete patients; the row to fill.

    ``unit`` is the covariate's.
    """

    time: Floats
    event: Floats
    in_arm: Floats
    value: Floats
    blank: Estimate
    unit: str = ""


def effect_curve(cohort: Cohort, endpoint: str, *, covariate: str, knots: int = 3) -> Result:
    """Estimate the hazard ratio of each arm at every value of a continuous covariate.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.
    covariate
        Id of a continuous covariate of the protocol.
    knots
        Knots of the spline, at quantiles of the covariate among the contrast's patients: 3 (0.1,
        0.5, 0.9), 4 (0.05, 0.35, 0.65, 0.95) or 5.

    Returns
    -------
    Result
        Analysis ``effect_curve``. Per contrast a curve ``hazard_ratio`` (group = the arm, time =
        the covariate's value in its unit, not a step function) from its 5th to its 95th
        percentile with pointwise limits; ``hazard_ratio`` at its quartiles (``at`` = the value);
        ``interaction`` and ``nonlinearity``, whose ``value`` is a chi-square. A curve ``n``
        counts the patients around each value (time = the middle of a bin).

    Notes
    -----
    Cox model (Efron ties) with arm, restricted cubic spline, and arm × spline; pointwise Wald
    limits. ``interaction``: likelihood ratio against the model without arm × spline.
    ``nonlinearity``: against arm × covariate as a straight line, the covariate itself remaining
    a spline. Fewer than 5 events per parameter have no curve, fewer than 10 carry a warning.

    Raises
    ------
    ValueError
        If the endpoint has no times or the covariate is not continuous.

    References
    ----------
    Harrell (2015) Regression Modeling Strategies, 2nd ed., section 2.4.5.
    """
    data = timed(cohort, endpoint)
    block = cohort.study.spec.covariate(covariate)
    if block.kind != "continuous":
        raise ValueError(f"covariate '{covariate}' is {block.kind}, not continuous")
    numbers = pd.to_numeric(column_of(cohort.patients, covariate), errors="coerce")
    values = numbers.to_numpy(np.float64)[data.rows]
    method = (Method("knots", n=knots), *cause_specific(cohort, endpoint))
    estimates: list[Estimate] = []
    curves: list[Curve] = []
    for contrast in contrasts_of(cohort, data.arm):
        model = _model(data, contrast, values, covariate)
        model = model._replace(blank=replace(model.blank, method=method), unit=block.unit)
        found, curve = _contrast(model, knots)
        estimates += found
        curves += curve
    curves += _patients(values, block.unit) if curves else []
    return result_of(cohort, "effect_curve", endpoint, data, estimates=estimates, curves=curves)


def _patients(values: Floats, unit: str) -> list[Curve]:
    """Return how many patients lie around each value: where there are few, trust little."""
    known = values[~np.isnan(values)]
    if not known.size:
        return []
    counts, edges = np.histogram(known, bins=min(N_BINS, len(np.unique(known))))
    middles = (edges[:-1] + edges[1:]) / 2
    return [Curve("all", "n", tuple(middles.tolist()), tuple(map(float, counts)), unit=unit)]


def _model(data: Timed, contrast: Contrast, values: Floats, covariate: str) -> Model:
    known = ~np.isnan(values)
    rows = contrast.rows & known
    unknown, total = int((contrast.rows & ~known).sum()), int(contrast.rows.sum())
    notes = left_out(unknown, total, "unknown", covariate=Ref("covariate", covariate))
    event = (data.event[rows] == 1).astype(np.float64)
    blank = contrast.blank(
        "hazard_ratio",
        event,
        covariates=(covariate,),
        notes=notes,
    )
    in_arm = contrast.in_arm[known[contrast.rows]]
    return Model(data.time[rows], event, in_arm, values[rows], blank)


def _contrast(model: Model, n_knots: int) -> tuple[list[Estimate], list[Curve]]:
    parameters = 1 + 2 * (n_knots - 1)
    at = knots_of(model.value, n_knots) if len(model.value) else np.zeros(0)
    why = too_few(model.event, model.in_arm) or _too_few_each(model, parameters)
    if why is None and not (np.diff(at) > 0).all():
        named = Ref("covariate", model.blank.covariates[0])
        why = not_estimable("few_different_values", covariate=named)
    if why is not None:
        return _none(model.blank, why), []
    basis = restricted_cubic(model.value, at)
    arm = model.in_arm[:, None]
    full = _fit(model, arm, basis, arm * basis)
    if full.status != "converged" or any(full.aliased):
        return _none(model.blank, not_estimable("spline_no_maximum")), []
    notes = few_events(int(model.event.sum()), parameters) + model.blank.notes
    model = model._replace(blank=replace(model.blank, notes=notes))
    places = np.quantile(model.value, QUARTILES)
    rows = _rows(model.blank, places, *_ratios(full, restricted_cubic(places, at)))
    alone = _fit(model, arm, basis)
    straight = _fit(model, arm, basis, arm * basis[:, :1])
    rows.append(_tested(model.blank, "interaction", full, alone))
    rows.append(_tested(model.blank, "nonlinearity", full, straight))
    return rows, [_curve(model, full, at)]


def _fit(model: Model, *columns: Floats) -> CoxFit:
    return fit_cox(model.time, model.event, np.column_stack(columns))


def _too_few_each(model: Model, parameters: int) -> Note | None:
    n_events = int(model.event.sum())
    if n_events >= FEWEST_EVENTS * parameters:
        return None
    return not_estimable("events_few_each", events=n_events, n=parameters, least=FEWEST_EVENTS)


def _none(blank: Estimate, why: Note) -> list[Estimate]:
    quantities = ("hazard_ratio", "interaction", "nonlinearity")
    return [replace(blank, quantity=q, notes=(why, *blank.notes)) for q in quantities]


def _ratios(full: CoxFit, basis: Floats) -> tuple[Floats, Floats]:
    """Return the log hazard ratio of the arm and its standard error per row of the basis."""
    width = basis.shape[1]
    design = np.column_stack([np.ones(len(basis)), np.zeros((len(basis), width)), basis])
    variance = np.einsum("ij,jk,ik->i", design, full.covariance, design)
    return design @ full.coefficients, np.sqrt(np.maximum(variance, 0.0))


def _limits(log_ratio: Floats, std_err: Floats) -> tuple[Floats, Floats]:
    reach = float(ndtri(0.5 + CONF_LEVEL / 2)) * std_err
    return np.exp(log_ratio - reach), np.exp(log_ratio + reach)


def _rows(blank: Estimate, places: Floats, log_ratio: Floats, std_err: Floats) -> list[Estimate]:
    low, high = _limits(log_ratio, std_err)
    return [
        replace(
            blank,
            at=float(at),
            value=float(value),
            interval=Interval(float(lower), float(upper), CONF_LEVEL),
            std_err=float(error),
        )
        for at, value, lower, upper, error in zip(
            places, np.exp(log_ratio), low, high, std_err, strict=True
        )
    ]


def _curve(model: Model, full: CoxFit, knots: Floats) -> Curve:
    first, last = (float(v) for v in np.quantile(model.value, (0.05, 0.95)))
    grid = np.linspace(first, last, N_POINTS)
    log_ratio, std_err = _ratios(full, restricted_cubic(grid, knots))
    low, high = _limits(log_ratio, std_err)
    return Curve(
        model.blank.group,
        "hazard_ratio",
        tuple(grid.tolist()),
        tuple(np.exp(log_ratio).tolist()),
        tuple(low.tolist()),
        tuple(high.tolist()),
        unit=model.unit,
    )


def _tested(blank: Estimate, quantity: str, full: CoxFit, smaller: CoxFit) -> Estimate:
    df = sum(smaller.aliased) + len(full.coefficients) - len(smaller.coefficients)
    statistic = max(2 * (full.log_likelihood - smaller.log_likelihood), 0.0)
    return replace(
        blank,
        quantity=quantity,
        value=statistic,
        p_value=float(chdtrc(df, statistic)),
        method=(Method("likelihood_ratio", df=df), *blank.method),
    )
