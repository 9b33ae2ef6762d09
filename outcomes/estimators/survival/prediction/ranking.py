"""Which covariates carry prediction: the penalized Cox path and a random survival forest."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from outcomes.estimators.base.caveats import not_estimable
from outcomes.estimators.base.design import result_of
from outcomes.estimators.survival.prediction.predictors import Predictors, asked_of
from outcomes.kernel.cox.concordance import concordance
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result

TREES, REPEATS, SEED = 50, 3, 20240101
MOST = 3_000  # patients a forest is grown and measured with; of more, as many drawn at random
ENTRY_FOR, IMPORTANCE_FOR = Note("lasso_order"), Note("permutation_fall")


def ranking(cohort: Cohort, endpoint: str, *, covariates: Sequence[str]) -> Result:
    """Rank covariates by how much each carries of the prediction of the endpoint.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.
    covariates
        Ids of the prespecified covariates; coded by `design.terms_of`.

    Returns
    -------
    Result
        Per covariate ``entry_order`` into a penalized Cox model and ``permutation_importance`` in
        a random survival forest; no estimates where `prediction` says why there are none.

    Raises
    ------
    KeyError
        If the protocol declares no such covariate.

    References
    ----------
    Simon et al. (2011) J Stat Softw 39(5). Ishwaran et al. (2008) Ann Appl Stat 2:841.
    """
    data, rows, blank, notes, why = asked_of(cohort, endpoint, covariates)
    found = () if why else (*entry_order(rows, blank), *importance(rows, blank, SEED))
    return result_of(cohort, "ranking", endpoint, data, estimates=found, notes=notes)


def entry_order(rows: Predictors, blank: Estimate) -> Iterator[Estimate]:
    """Yield the place (1 = first) at which each column enters a lasso-penalized Cox model.

    Columns are scaled to standard deviation 1; those that enter together share a place.
    """
    scaled = (rows.x - rows.x.mean(axis=0)) / rows.x.std(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sksurv.linear_model import CoxnetSurvivalAnalysis

        path: Any = None
        try:
            path = CoxnetSurvivalAnalysis(l1_ratio=1.0).fit(scaled, rows.outcome()).coef_ != 0
        except (ArithmeticError, ValueError):
            pass
    named = replace(blank, quantity="entry_order", method=(Method("lasso"),))
    if path is None:
        yield replace(named, notes=(not_estimable("path_not_converged"),))
        return
    never = path.shape[1]
    first = np.where(path.any(axis=1), path.argmax(axis=1), never)
    for name, at in zip(rows.names, first.tolist(), strict=True):
        one = replace(named, covariates=(name,))
        if at == never:
            yield replace(one, notes=(Note("never_enters"), ENTRY_FOR))
        else:
            yield replace(one, value=float((first < at).sum() + 1), notes=(ENTRY_FOR,))


def importance(rows: Predictors, blank: Estimate, seed: int) -> Iterator[Estimate]:
    """Yield the permutation importance of each covariate (its columns shuffled together).

    Two thirds of the patients grow the forest, the rest measure; each third in turn. A tree grows
    with the square of their number, and their order is settled long before: of more than `MOST`,
    as many are drawn.
    """
    owners = [name.split("=")[0] for name in rows.names]
    found = {owner: 0.0 for owner in owners}
    rng = np.random.default_rng(seed)
    how = Method("forest")
    if len(rows.time) > MOST:
        how = Method("forest_of_drawn", patients=MOST)
        rows = rows.only(np.sort(rng.choice(len(rows.time), MOST, replace=False)))
    part = rng.permutation(np.arange(len(rows.time)) % 3)
    outcome = rows.outcome()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sksurv.ensemble import RandomSurvivalForest

        for k in range(3):
            test = part == k
            forest = RandomSurvivalForest(TREES, low_memory=True, n_jobs=1, random_state=seed)
            forest.fit(rows.x[~test], outcome[~test])
            held_out = rows.x[test]
            ordered = partial(concordance, rows.time[test], rows.event[test])
            whole = ordered(forest.predict(held_out))
            for owner in found:
                columns = [i for i, o in enumerate(owners) if o == owner]
                for _ in range(REPEATS):
                    shuffled = held_out.copy()
                    shuffled[:, columns] = rng.permutation(held_out[:, columns])
                    found[owner] += whole - ordered(forest.predict(shuffled))
    named = replace(blank, quantity="permutation_importance", method=(how,))
    for owner, fall in found.items():
        value = fall / (3 * REPEATS)
        yield replace(named, covariates=(owner,), value=value, notes=(IMPORTANCE_FOR,))
