"""How well the prespecified covariates predict: discrimination and calibration error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from outcomes.estimators.base.caveats import not_estimable
from outcomes.estimators.base.design import Floats, result_of
from outcomes.estimators.survival.prediction.predictors import Predictors, asked_of
from outcomes.kernel.cox.accuracy import Seen, brier_scores, dynamic_auc, integrated_brier_score
from outcomes.kernel.cox.concordance import concordance
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.kernel.cox.prediction import baseline_hazards
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result

FOLDS, SEED = 5, 20240101
SHARE_BEYOND = 0.1
C_FOR, AUC_FOR, BRIER_FOR = Note("concordance_means"), Note("auc_means"), Note("brier_means")
SAME, HELD_OUT, NULL = Method("optimistic"), Method("held_out", folds=FOLDS), Method("null_model")
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
        cross-validation (``method``). Notes say what each is for.

    Raises
    ------
    KeyError
        If the protocol declares no such covariate.

    Notes
    -----
    Cox model with Efron ties, all arms together; the censoring distribution from all patients.
    Folds are balanced by event; out-of-fold predictions are pooled. Complete cases. Below 50
    patients or 20 events nothing is estimated.

    References
    ----------
    Harrell et al. (1982) JAMA 247:2543. Uno et al. (2011) Stat Med 30:1105. Graf et al. (1999)
    Stat Med 18:2529.
    """
    data, rows, blank, notes, why = asked_of(cohort, endpoint, covariates)
    if why is not None:
        estimates = [replace(blank, notes=(why,))]
    else:
        estimates = list(_measures(rows, cohort.endpoint(endpoint).landmarks, blank))
    return result_of(cohort, "prediction", endpoint, data, estimates=estimates, notes=notes)


def _measures(
    rows: Predictors, landmarks: tuple[float, ...], blank: Estimate
) -> Iterator[Estimate]:
    window = _window(rows.time, landmarks)
    times = np.concatenate((window.used, window.grid))
    everybody = np.arange(len(rows.time))
    null = rows._replace(x=np.zeros((len(rows.time), 1)))
    seen = Seen.of(rows.time, rows.event)
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
            yield from _discrimination(rows, seen, predicted, named, window)
        yield from _brier(seen, predicted, named, window)
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
    rows: Predictors, seen: Seen, predicted: _Predicted, blank: Estimate, window: _Window
) -> Iterator[Estimate]:
    named = replace(blank, method=(Method("harrell"), *blank.method), notes=(C_FOR,))
    yield _filled(named, concordance(rows.time, rows.event, predicted.risk))
    named = replace(blank, at=window.end, method=(Method("uno"), *blank.method), notes=(C_FOR,))
    yield _filled(named, _uno(rows, seen, predicted.risk, window.end))
    for place, at in enumerate(window.used):
        area = dynamic_auc(seen, 1 - predicted.survival[:, place], at)
        yield _filled(replace(blank, quantity="auc", at=at, notes=(AUC_FOR,)), area)


def _uno(rows: Predictors, seen: Seen, risk: Floats, end: float) -> float:
    """Return the concordance up to ``end``, each event weighted by its chance of being seen."""
    chance = seen.chance_at(rows.time)
    counted = rows.event & (rows.time < end)
    if (chance[counted] == 0).any():
        return np.nan
    weights = np.divide(1.0, chance, out=np.zeros(len(chance)), where=counted)
    return concordance(rows.time, rows.event, risk, np.square(weights))


def _brier(
    seen: Seen, predicted: _Predicted, blank: Estimate, window: _Window
) -> Iterator[Estimate]:
    split = len(window.used)
    scores = brier_scores(seen, predicted.survival[:, :split], np.array(window.used))
    for at, score in zip(window.used, scores.tolist(), strict=True):
        yield _filled(replace(blank, quantity="brier_score", at=at, notes=(BRIER_FOR,)), score)
    total = integrated_brier_score(seen, predicted.survival[:, split:], window.grid)
    named = replace(blank, quantity="integrated_brier_score", at=window.end, notes=(BRIER_FOR,))
    yield _filled(named, total)


def _filled(blank: Estimate, value: float) -> Estimate:
    """Return the estimate with its number, or with why there is none."""
    return replace(blank, value=value) if np.isfinite(value) else replace(blank, notes=(CENSORING,))


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
