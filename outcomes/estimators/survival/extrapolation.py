"""Parametric survival models: beyond what was observed, at the price of an assumption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf, isfinite, log
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit, ndtri

from outcomes.estimators.base.caveats import (
    COMPETING,
    FEWEST_EVENTS,
    NOBODY,
    not_estimable,
)
from outcomes.estimators.base.design import Floats, groups_of, result_of, timed
from outcomes.kernel.parametric.cure_mixture import fit_cure_mixture
from outcomes.kernel.parametric.flexible_survival import SplineFit, fit_spline, knots_of_events
from outcomes.kernel.parametric.generalized_gamma import GeneralizedGamma, fit_generalized_gamma
from outcomes.kernel.parametric.location_scale import LAWS, LocationScale, fit_location_scale
from outcomes.model.cohort import Cohort
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Interval, Result

SPLINES = {"spline_1": 1, "spline_2": 2}
MODELS = (
    *("exponential", "weibull", "log_normal", "log_logistic", "generalized_gamma"),
    *SPLINES,
)
EVENTS_OF_LARGE_MODELS = 20
LARGE = ("generalized_gamma", "cure", *SPLINES)
EVENT_TIMES = 3
EDGE = 1e-3  # a cured fraction this close to 0 or 1 has run there
CURVE_POINTS, AREA_POINTS = 101, 2001
NOT_CONVERGED = not_estimable("not_converged")
TIED_KNOTS = not_estimable("tied_knots")
RISES = not_estimable("curve_rises")
BEST, BEYOND, CURE = Note("lowest_aic"), Note("extrapolated"), Note("cure_mixture")


class _Fitted(NamedTuple):
    """One model of one arm; ``survival`` on the even grid of ``AREA_POINTS`` up to the horizon."""

    aic: float
    bic: float
    median: float
    survival: Floats


def extrapolation(cohort: Cohort, endpoint: str, *, horizon: float) -> Result:
    """Fit seven parametric models to each arm and follow them to a horizon.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of a time-to-event endpoint.
    horizon
        Positive time in the unit of the study up to which the models are drawn.

    Returns
    -------
    Result
        Per group and model (in ``method``): ``aic``, ``bic``, ``median`` (inf = beyond any
        time), ``rmst`` at the horizon, and a curve of group ``"group:model"``; per group the
        ``cure_fraction`` of a Weibull mixture. The lowest AIC of a group carries a note.

    Raises
    ------
    ValueError
        If the horizon is not positive or the endpoint has no times.

    Notes
    -----
    Maximum likelihood; BIC counts patients. The splines are restricted cubic ones of the log
    cumulative hazard over log time, with 1 or 2 inner knots at quantiles of the log event
    times; a fit that rises is refused. Time 0 counts as half a day, because these models give
    it no probability. The limits of the cure fraction are symmetric on the logit scale. No
    limits are given for extrapolated values: the choice of model, not chance, is what they
    depend on, and the models stand side by side for that.

    References
    ----------
    Latimer (2013) Med Decis Making 33:743. Boag (1949) JRSS B 11:15. Royston, Parmar (2002)
    Stat Med 21:2175.
    """
    if not horizon > 0:
        raise ValueError(f"the horizon must be positive; it is {horizon:g}")
    data = timed(cohort, endpoint)
    if cohort.endpoint(endpoint).kind == "competing":
        return result_of(cohort, "extrapolation", endpoint, data, notes=(COMPETING,))
    unit = cohort.study.spec.study.time_unit
    zero = 0.5 / DAYS_PER[unit]
    positive = np.where(data.time > 0, data.time, zero)
    estimates: list[Estimate] = []
    curves: list[Curve] = []
    for group, rows in groups_of(cohort, data.arm):
        event = data.event[rows].astype(np.float64)
        blank = Estimate("aic", group, unit=unit, n=len(event), n_events=int(event.sum()))
        found = _models(positive[rows], event, horizon)
        estimates += _numbers(blank, found, (float(positive[rows].max(initial=0.0)), horizon))
        within = found["weibull"]
        cure = _cure(
            replace(blank, quantity="cure_fraction", unit=""), positive[rows], event, within
        )
        estimates.append(cure)
        curves += _curves(found, group, horizon, unit)
    last = [Note("extrapolation_from", last=float(data.time.max()))] if len(data.time) else []
    at_zero = int((data.time == 0).sum())
    notes = [*last, Note("half_day", n=at_zero)] if at_zero else last
    return result_of(
        cohort, "extrapolation", endpoint, data, estimates=estimates, curves=curves, notes=notes
    )


def _models(time: Floats, event: Floats, horizon: float) -> dict[str, _Fitted | Note]:
    """Return each model, or why there is none."""
    grid = np.linspace(0.0, horizon, AREA_POINTS)
    found: dict[str, _Fitted | Note] = {}
    for name in MODELS:
        why = _too_few(time, event, name)
        found[name] = why or _fitted(name, (time, event), grid)
    if _is_worse_than_within(found):
        found["generalized_gamma"] = NOT_CONVERGED
    return found


def _fitted(name: str, rows: tuple[Floats, Floats], grid: Floats) -> _Fitted | Note:
    if name == "exponential":
        return _exponential(*rows, grid)
    if name in SPLINES:
        return _spline(SPLINES[name], rows, grid)
    if name == "generalized_gamma":
        model = fit_generalized_gamma(*rows)
        return NOT_CONVERGED if model is None else _of(model, 3, len(rows[0]), grid)
    law = fit_location_scale(LAWS[name], *rows)
    return NOT_CONVERGED if law is None else _of(law, 2, len(rows[0]), grid)


def _spline(inner: int, rows: tuple[Floats, Floats], grid: Floats) -> _Fitted | Note:
    knots = knots_of_events(*rows, inner)
    if knots is None:
        return TIED_KNOTS
    model = fit_spline(*rows, knots)
    if model is None:
        return NOT_CONVERGED
    if not model.is_survival:
        return RISES
    return _of(model, len(knots), len(rows[0]), grid)


def _of(
    model: SplineFit | GeneralizedGamma | LocationScale, size: int, n: int, grid: Floats
) -> _Fitted:
    fit = -2 * model.log_likelihood
    return _Fitted(fit + 2 * size, fit + size * log(n), model.median(), model.survival(grid))


def _too_few(time: Floats, event: Floats, model: str) -> Note | None:
    n_events = int(event.sum())
    needed = EVENTS_OF_LARGE_MODELS if model in LARGE else FEWEST_EVENTS
    if not len(event):
        return NOBODY
    if n_events < needed:
        return not_estimable("events_fewer", n=n_events, least=needed)
    # With all events at one time the likelihood of a model with a shape has no maximum.
    if model != "exponential" and len(np.unique(time[event == 1])) < EVENT_TIMES:
        return not_estimable("few_event_times", least=EVENT_TIMES)
    return None


def _is_worse_than_within(found: dict[str, _Fitted | Note]) -> bool:
    """Return whether the generalized gamma fits worse than models it contains: a failed search."""
    large = found["generalized_gamma"]
    within = [found[name] for name in ("weibull", "log_normal")]
    return isinstance(large, _Fitted) and any(
        isinstance(small, _Fitted) and large.aic > small.aic + 2.1 for small in within
    )


def _exponential(time: Floats, event: Floats, grid: Floats) -> _Fitted:
    n_events = float(event.sum())
    rate = n_events / float(time.sum())
    fit = -2 * n_events * (log(rate) - 1)
    return _Fitted(fit + 2, fit + log(len(time)), log(2) / rate, np.exp(-rate * grid))


def _numbers(
    blank: Estimate, found: dict[str, _Fitted | Note], window: tuple[float, float]
) -> Iterator[Estimate]:
    last, horizon = window
    best = min((m.aic for m in found.values() if isinstance(m, _Fitted)), default=inf)
    for name, model in found.items():
        named = replace(blank, method=(Method(name),))
        if isinstance(model, Note):
            yield replace(named, unit="", notes=(model,))
            continue
        notes = (BEST,) if model.aic == best else ()
        yield replace(named, value=model.aic, unit="", notes=notes)
        yield replace(named, quantity="bic", value=model.bic, unit="")
        late = (BEYOND,) if model.median > last else ()
        yield replace(named, quantity="median", value=model.median, notes=late)
        area = float(np.trapezoid(model.survival, dx=horizon / (AREA_POINTS - 1)))
        late = (BEYOND,) if horizon > last else ()
        yield replace(named, quantity="rmst", value=area, at=horizon, notes=late)


def _cure(blank: Estimate, time: Floats, event: Floats, within: _Fitted | Note) -> Estimate:
    named = replace(blank, method=(Method("weibull_mixture"),))
    why = _too_few(time, event, "cure")
    model = None if why else fit_cure_mixture(time, event)
    # The mixture contains the Weibull model: fitting worse means that the search failed.
    if model is None or (
        isinstance(within, _Fitted) and 6 - 2 * model.log_likelihood > within.aic + 2.1
    ):
        return replace(named, notes=(why or NOT_CONVERGED,))
    value = model.cured
    if not EDGE < value < 1 - EDGE:
        return replace(named, notes=(not_estimable("cure_at_edge"), CURE))
    std_err = model.std_err_logit * value * (1 - value)
    reach = float(ndtri(0.975)) * model.std_err_logit
    if not isfinite(reach):
        return replace(named, notes=(NOT_CONVERGED, CURE))
    limits = (float(expit(logit(value) + side * reach)) for side in (-1, 1))
    return replace(named, value=value, interval=Interval(*limits), std_err=std_err, notes=(CURE,))


def _curves(
    found: dict[str, _Fitted | Note], group: str, horizon: float, unit: str
) -> Iterator[Curve]:
    step = (AREA_POINTS - 1) // (CURVE_POINTS - 1)
    time = tuple(np.linspace(0.0, horizon, CURVE_POINTS).tolist())
    for name, model in found.items():
        if isinstance(model, _Fitted):
            value = tuple(model.survival[::step].tolist())
            yield Curve(f"{group}:{name}", "survival", time, value, unit=unit)
