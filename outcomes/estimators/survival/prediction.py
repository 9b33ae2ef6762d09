"""How well the prespecified covariates predict: discrimination, calibration error, ranking."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from outcomes.estimators.base.caveats import NOBODY, few_events, incomplete, not_estimable
from outcomes.estimators.base.design import (
    Floats,
    cause_specific,
    result_of,
    terms_of,
    timed,
    varying,
)
from outcomes.estimators.survival.ranking import Predictors, entry_order, importance
from outcomes.kernel.cox.concordance import concordance
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.kernel.cox.prediction import baseline_hazards
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result

FOLDS, SEED = 5, 20240101
FEWEST_PATIENTS, FEWEST_EVENTS = 50, 20
SHARE_BEYOND = 0.1
C_FOR, AUC_FOR, BRIER_FOR = Note("concordance_means"), Note("auc_means"), Note("brier_means")
SAME, HELD_OUT, NULL = Method("optimistic"), Method("held_out", folds=FOLDS), Method("null_model")
PROGNOSIS = Note("prognosis_only")
NO_MODEL = not_estimable("covariate_infinite")
CENSORING = not_estimable("censoring_unweighted")


class _Predicted(NamedTuple):
    """Survival at ``times`` per patient, shape (n, times), and a risk that orders patients."""

    survival: Floats
    risk: Floats


class _Window(NamedTuple):
    """Landmarks that follow-up reaches, an even grid of times, and where both end."""

    used: tuple[float, ...]
    grid: Floats
    end: float


def prediction(cohort: Cohort, endpoint: str, *, covariates: Sequence[str]) -> Result:
    """Measure how well covariates predict the endpoint.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.
    covariates
        Ids of the prespecified covariates; coded by `design.terms_of`.

    Returns
    -------
    Result
        ``c_index`` (Harrell; Uno up to ``at``), ``auc`` and ``brier_score`` at each landmark,
        ``integrated_brier_score`` (``at`` = its end), each on the same patients and by 5-fold
        cross-validation (``method``); per covariate ``entry_order`` into a penalized Cox model
        and ``permutation_importance`` in a random survival forest. Notes say what each is for.

    Raises
    ------
    KeyError
        If the protocol declares no such covariate.

    Notes
    -----
    Cox model with Efron ties and concordance by the kernel, all arms together; the other measures
    by scikit-survival, the censoring distribution from all patients. Folds are balanced by event;
    out-of-fold predictions are pooled. Complete cases. Below 50 patients or 20 events nothing is
    estimated.

    References
    ----------
    Harrell et al. (1982) JAMA 247:2543. Uno et al. (2011) Stat Med 30:1105. Graf et al. (1999)
    Stat Med 18:2529. Simon et al. (2011) J Stat Softw 39(5). Ishwaran et al. (2008) Ann Appl
    Stat 2:841.
    """
    data = timed(cohort, endpoint)
    terms = terms_of(cohort, covariates, data.rows)
    x, unused = varying(terms.matrix[terms.complete], terms.names)
    names = tuple(n for n in terms.names if n not in unused)
    event = data.event[terms.complete] == 1
    rows = Predictors(data.time[terms.complete], event, x, names)
    blank = Estimate(
        "c_index",
        n=len(event),
        n_events=int(event.sum()),
        method=cause_specific(cohort, endpoint),
        covariates=tuple(covariates),
    )
    notes = [PROGNOSIS, *incomplete(len(data.time) - len(event), len(data.time))]
    why = _too_little(rows)
    if why is None:
        notes += few_events(int(event.sum()), len(names))
    if why is not None:
        estimates = [replace(blank, notes=(why,))]
    else:
        landmarks = cohort.endpoint(endpoint).landmarks
        estimates = [*_measures(rows, landmarks, blank), *entry_order(rows, blank)]
        estimates += importance(rows, blank, SEED)
    return result_of(cohort, "prediction", endpoint, data, estimates=estimates, notes=notes)


def _too_little(rows: Predictors) -> Note | None:
    n, n_events = len(rows.time), int(rows.event.sum())
    if not n:
        return NOBODY
    if n < FEWEST_PATIENTS:
        return not_estimable("patients_fewer", n=n, least=FEWEST_PATIENTS)
    if n_events < FEWEST_EVENTS:
        return not_estimable("events_fewer", n=n_events, least=FEWEST_EVENTS)
    return None if rows.names else not_estimable("no_varying_covariate")


def _measures(
    rows: Predictors, landmarks: tuple[float, ...], blank: Estimate
) -> Iterator[Estimate]:
    window = _window(rows.time, landmarks)
    times = np.concatenate((window.used, window.grid))
    everybody = np.arange(len(rows.time))
    null = rows._replace(x=np.zeros((len(rows.time), 1)))
    for how, predicted in (
        (SAME, _predict(rows, everybody, everybody, times)),
        (HELD_OUT, _out_of_fold(rows, times)),
        (NULL, _predict(null, everybody, everybody, times)),
    ):
        named = replace(blank, method=(how, *blank.method))
        if predicted is None:
            yield replace(named, notes=(NO_MODEL,))
            continue
        if how != NULL:
            yield from _discrimination(rows, predicted, named, window)
        yield from _brier(rows, predicted, named, window)
    for at in landmarks:
        if at not in window.used:
            yield replace(blank, quantity="auc", at=at, notes=(CENSORING,))


def _window(time: Floats, landmarks: tuple[float, ...]) -> _Window:
    first, last = float(time.min()), float(time.max())
    # Where many are censored on one last day, the weights exist only before it.
    before = time[time < last]
    end = min(float(np.quantile(time, 1 - SHARE_BEYOND)), float(before.max(initial=first)))
    used = tuple(at for at in landmarks if first < at <= end)
    return _Window(used, np.linspace(first + (end - first) / 50, end, 50), end)


def _discrimination(
    rows: Predictors, predicted: _Predicted, blank: Estimate, window: _Window
) -> Iterator[Estimate]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sksurv import metrics

    outcome = rows.outcome()
    named = replace(blank, method=(Method("harrell"), *blank.method), notes=(C_FOR,))
    harrell = partial(concordance, rows.time, rows.event, predicted.risk)
    yield _filled(named, harrell, lambda found: found)
    named = replace(blank, at=window.end, method=(Method("uno"), *blank.method), notes=(C_FOR,))
    yield _filled(named, partial(_uno, rows, predicted.risk, window.end), lambda found: found)
    for place, at in enumerate(window.used):
        risk = 1 - predicted.survival[:, place]
        area = partial(metrics.cumulative_dynamic_auc, outcome, outcome, risk, [at])
        named = replace(blank, quantity="auc", at=at, notes=(AUC_FOR,))
        yield _filled(named, area, lambda found: found[0][0])


def _uno(rows: Predictors, risk: Floats, end: float) -> float:
    """Return the concordance up to ``end``, each event weighted by its chance of being seen."""
    from sksurv.nonparametric import CensoringDistributionEstimator

    outcome, before = rows.outcome(), rows.time < end
    weights = np.zeros(len(rows.time))
    seen = CensoringDistributionEstimator().fit(outcome)
    weights[before] = np.square(seen.predict_ipcw(outcome[before]))
    return concordance(rows.time, rows.event, risk, weights)


def _brier(
    rows: Predictors, predicted: _Predicted, blank: Estimate, window: _Window
) -> Iterator[Estimate]:
    from sksurv.metrics import brier_score, integrated_brier_score

    outcome, split = rows.outcome(), len(window.used)
    for place, at in enumerate(window.used):
        score = partial(brier_score, outcome, outcome, predicted.survival[:, [place]], [at])
        named = replace(blank, quantity="brier_score", at=at, notes=(BRIER_FOR,))
        yield _filled(named, score, lambda found: found[1][0])
    curve = predicted.survival[:, split:]
    total = partial(integrated_brier_score, outcome, outcome, curve, window.grid)
    named = replace(blank, quantity="integrated_brier_score", at=window.end, notes=(BRIER_FOR,))
    yield _filled(named, total, lambda found: found)


def _filled(blank: Estimate, call: Callable[[], Any], pick: Callable[[Any], float]) -> Estimate:
    """Return the estimate with the number of a library call, or with why there is none."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            value = float(pick(call()))
    except ValueError:
        value = np.nan
    if not np.isfinite(value):
        return replace(blank, notes=(CENSORING,))
    return replace(blank, value=value)


def _out_of_fold(rows: Predictors, times: Floats) -> _Predicted | None:
    fold = folds(rows.event, FOLDS, SEED)
    survival, risk = np.zeros((len(fold), len(times))), np.zeros(len(fold))
    for k in range(FOLDS):
        test = np.flatnonzero(fold == k)
        found = _predict(rows, np.flatnonzero(fold != k), test, times)
        if found is None:
            return None
        survival[test], risk[test] = found.survival, found.risk
    return _Predicted(survival, risk)


def _predict(
    rows: Predictors, train: np.ndarray, test: np.ndarray, times: Floats
) -> _Predicted | None:
    model = fit_cox(rows.time[train], rows.event[train], rows.x[train])
    if any(model.infinite) or model.status == "not converged":
        return None
    # A column constant in this fold has no coefficient: it predicts nothing here.
    beta = np.nan_to_num(model.coefficients)
    (baseline,) = baseline_hazards(model)
    steps = np.concatenate(([0.0], baseline.cumulative_hazard))
    hazard = steps[np.searchsorted(baseline.time, times, side="right")]
    score = rows.x[test] @ beta
    # The last baseline hazard makes scores of different folds comparable.
    risk = score + np.log(steps[-1])
    return _Predicted(np.exp(-np.outer(np.exp(score), hazard)), risk)


def folds(event: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Return the fold, 0 to k − 1, of each patient: random, equally many events in each."""
    rng = np.random.default_rng(seed)
    fold = np.zeros(len(event), dtype=int)
    for happened in (True, False):
        members = np.flatnonzero(event == happened)
        fold[members] = rng.permutation(np.arange(len(members)) % k)
    return fold
