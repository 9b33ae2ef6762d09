"""Which covariates carry prediction: the penalized Cox path and a random survival forest."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from outcomes.estimators.base.caveats import not_estimable
from outcomes.estimators.base.design import Floats, Mask
from outcomes.kernel.cox.concordance import concordance
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate

TREES, REPEATS = 50, 3
MOST = 3_000  # patients a forest is grown and measured with; of more, as many drawn at random
ENTRY_FOR, IMPORTANCE_FOR = Note("lasso_order"), Note("permutation_fall")


class Predictors(NamedTuple):
    """Complete cases: follow-up, event (bool), columns of covariates and their names."""

    time: Floats
    event: Mask
    x: Floats
    names: tuple[str, ...]

    def only(self, chosen: np.ndarray) -> Predictors:
        """Return some of the patients."""
        return self._replace(time=self.time[chosen], event=self.event[chosen], x=self.x[chosen])

    def outcome(self) -> Any:
        """Return event and time as scikit-survival takes them."""
        outcome = np.empty(len(self.time), [("event", np.bool_), ("time", np.float64)])
        outcome["event"], outcome["time"] = self.event, self.time
        return outcome


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
