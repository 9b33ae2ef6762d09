"""Published cohorts subtracted from each other: ``python -m bench.publish differences``.

The attack knows who is in each cohort and every additive number of it, exact. Whoever is the sum of
cohorts with any weights, and fewer than k, is isolated. The same on a policy weakened on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np

from outcomes.intake.load import load_study
from outcomes.publish.contents.catalogue import Planned, catalogue_of
from outcomes.publish.policy import policy_named

DATA = Path(__file__).parents[2] / "data"
STUDIES = ("hipec-sox-demo", "rmhtnf-demo")


def main(arguments: Sequence[str]) -> int:
    """Print who is isolated under each policy; the default must isolate nobody."""
    flaws = 0
    for name in STUDIES:
        study = load_study(DATA / name)
        weak = replace(policy_named(), name="weakened", k=1, most_cohorts=200)
        for policy in (policy_named(), policy_named("restricted"), weak):
            cohorts, _ = catalogue_of(study, policy)
            k = policy_named().k if policy is weak else policy.k
            found = isolated(cohorts, k)
            print(f"{name}, {policy.name}: {len(cohorts)} cohorts, {found} patients isolated")
            flaws += (found > 0) != (policy is weak)
    return flaws


def isolated(cohorts: Sequence[Planned], k: int) -> int:
    """Return how many patients are in a set of fewer than k that can be told from the rest."""
    members = np.array([c.mask for c in cohorts], dtype=float)
    signatures, atom, sizes = np.unique(members.T, axis=0, return_inverse=True, return_counts=True)
    span = np.linalg.pinv(signatures.T) @ signatures.T  # projection on what cohorts can say
    told = {i for i in range(len(sizes)) if abs(span[i, i] - 1) < 1e-8 and sizes[i] < k}
    caught = np.isin(atom.reshape(-1), list(told))
    for a, b in combinations(members.astype(bool), 2):
        for left in (a & ~b, b & ~a):
            indicator = np.array([left[atom.reshape(-1) == i].any() for i in range(len(sizes))])
            sayable = np.allclose(span @ indicator, indicator, atol=1e-8)
            if sayable and 0 < left.sum() < k:
                caught |= left
    return int(caught.sum())
