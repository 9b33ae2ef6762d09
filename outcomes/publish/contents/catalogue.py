"""The cohorts that are published: everybody, the arms, and each by one prespecified variable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from outcomes.model.cohort import Cohort, levels_of, satisfies
from outcomes.model.protocol import Covariate
from outcomes.model.study import Study
from outcomes.publish.bundle import LeftOut
from outcomes.publish.policy import Policy
from outcomes.results.condition import Condition
from outcomes.results.note import Note, Ref

Mask = NDArray[np.bool_]
OVERALL = "overall"


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """One cohort of the catalogue, before anything is asked about it."""

    id: str
    conditions: tuple[Condition, ...]
    mask: Mask

    @property
    def whole(self) -> bool:
        """Whether it is everybody or an arm, and no subgroup."""
        return all(condition.column == "arm" for condition in self.conditions)


def catalogue_of(study: Study, policy: Policy) -> tuple[tuple[Planned, ...], tuple[LeftOut, ...]]:
    """Return the cohorts to publish, everybody first, and what was left out and why.

    Notes
    -----
    A variable is offered where every level has k patients in every arm; levels that have fewer
    are merged with their neighbor in the declared order. One level is left out where those of
    unknown level could else be told from everybody. A variable that would make two cohorts differ
    by fewer than k is left out, and so is what exceeds the number of cohorts.
    """
    everybody = _planned(study, ())
    found = [everybody, *_arms(study, policy)]
    left_out: list[LeftOut] = []
    for covariate in study.spec.covariates:
        if not covariate.subgroup or covariate.id not in study.patients:
            continue
        parts, why = _parts(study, covariate, policy)
        cohorts = [c for part in parts for c in _by_arm(study, part)]
        if not why and len(found) + len(cohorts) > policy.most_cohorts:
            why = Note("publish_too_many", n=policy.most_cohorts)
        if not why and too_near([*found, *cohorts], policy.k):
            why = Note("publish_too_near", k=policy.k)
        if why:
            left_out.append(LeftOut("variable", covariate.id, why))
        if not why or why.id == "publish_unknown":
            found += cohorts
    return tuple(found), tuple(left_out)


def _planned(study: Study, conditions: tuple[Condition, ...]) -> Planned:
    names = [f"{c.column}{'=' if c.op == 'in' else c.op}{_named(c)}" for c in conditions]
    cohort = Cohort(study, study.spec.default_population.id, conditions)
    return Planned(";".join(names) or OVERALL, conditions, cohort.mask)


def _named(condition: Condition) -> str:
    return "+".join(condition.levels) if condition.op == "in" else f"{condition.bound:g}"


def _arms(study: Study, policy: Policy) -> Iterator[Planned]:
    arms = study.spec.arms if len(study.spec.arms) > 1 else ()
    cohorts = [_planned(study, (Condition("arm", "in", (arm.id,)),)) for arm in arms]
    if all(c.mask.sum() >= policy.k for c in cohorts):
        yield from cohorts


def _by_arm(study: Study, part: Condition) -> Iterator[Planned]:
    """Yield a level of everybody, and of each arm."""
    yield _planned(study, (part,))
    if len(study.spec.arms) > 1:
        for arm in study.spec.arms:
            yield _planned(study, (Condition("arm", "in", (arm.id,)), part))


def _parts(
    study: Study, covariate: Covariate, policy: Policy
) -> tuple[list[Condition], Note | None]:
    """Return the levels of a variable, merged where they must be, and why some or all are not."""
    parts = merged(study, _levels(study, covariate), policy.k)
    if len(parts) < 2:
        return [], Note("publish_small_levels", k=policy.k)
    rest = _everybody(study)
    for part in parts:
        rest &= ~satisfies(study.patients, part)
    if any(policy.small(int((rest & arm).sum())) for arm in _arm_masks(study)):
        smallest = min(parts, key=lambda part: _fewest(study, part))
        of = Ref("covariate", covariate.id)
        return [p for p in parts if p != smallest], Note(
            "publish_unknown", covariate=of, k=policy.k
        )
    return parts, None


def _levels(study: Study, covariate: Covariate) -> list[Condition]:
    name = covariate.id
    if covariate.kind == "continuous":
        if covariate.cut is None:
            return []
        return [
            Condition(name, "<", bound=covariate.cut),
            Condition(name, ">=", bound=covariate.cut),
        ]
    declared = covariate.levels or levels_of(study, name)
    return [Condition(name, "in", (level,)) for level in declared]


def merged(study: Study, parts: Sequence[Condition], k: int) -> list[Condition]:
    """Return levels merged with a neighbor until each has k patients in every arm."""
    found = list(parts)
    while len(found) > 1:
        sizes = [_fewest(study, part) for part in found]
        small = next((i for i, n in enumerate(sizes) if n < k), None)
        if small is None:
            return found
        if found[small].op != "in":
            return []
        with_next = small + 1 < len(found)
        first = small if with_next else small - 1
        both = found[first].levels + found[first + 1].levels
        found[first : first + 2] = [Condition(found[first].column, "in", both)]
    return found


def _fewest(study: Study, part: Condition) -> int:
    inside = _everybody(study) & satisfies(study.patients, part)
    return min(int((inside & arm).sum()) for arm in _arm_masks(study))


def _everybody(study: Study) -> Mask:
    return np.array(study.populations[study.spec.default_population.id], dtype=bool)


def _arm_masks(study: Study) -> list[Mask]:
    if len(study.spec.arms) < 2:
        return [np.ones(len(study.patients), dtype=bool)]
    return [(study.patients["arm"] == arm.id).to_numpy() for arm in study.spec.arms]


def too_near(cohorts: Sequence[Planned], k: int) -> list[tuple[str, str]]:
    """Return the pairs of cohorts of which one holds the other and fewer than k besides."""
    return [
        (a.id, b.id)
        for a, b in combinations(cohorts, 2)
        if _nested(a.mask, b.mask) and 0 < int((a.mask ^ b.mask).sum()) < k
    ]


def _nested(a: Mask, b: Mask) -> bool:
    return not (a & ~b).any() or not (b & ~a).any()
