"""The numbers a study without a comparison is held against: its plan's target, published rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from outcomes.displays.base.words import Words
from outcomes.displays.published.rows import RELATED, SETTINGS, measure_of, setting_of
from outcomes.model.endpoint import Endpoint
from outcomes.model.plan.benchmarks import Mix, Published, PublishedQuantity
from outcomes.model.protocol import StudySpec
from outcomes.model.scene import Scene
from outcomes.model.time_unit import DAYS_PER

_OF_DISEASE = ("objective_response", "ascites_control", "ascites_response")


class Comparator(NamedTuple):
    """A probability of the event (of success, of a proportion) at a landmark, and whose it is."""

    code: str
    name: str
    value: float
    at: float | None


class CaseMix(NamedTuple):
    """Who was in another study: the shares of the levels of a covariate."""

    name: str
    covariate: str
    mix: Mix


def comparators_of(scene: Scene, words: Words, endpoint: Endpoint) -> dict[str, Comparator]:
    """Return what an endpoint is held against, by code: the target first, then what is published.

    Published are shares of the same measure, setting and landmark; survival counts as its opposite.
    """
    found = [*_target(words, endpoint)]
    measure = measure_of(endpoint)
    measures = (measure, *RELATED.get(measure, ()))
    for trial in _alike(scene.published, scene.spec, endpoint):
        for number, item in enumerate(trial.quantities):
            if item.endpoint in measures:
                found += _printed(scene, endpoint, trial, item, number)
    return {c.code: c for c in found}


def mixes_of(
    published: Iterable[Published], spec: StudySpec, endpoint: Endpoint
) -> dict[str, CaseMix]:
    """Return the case mixes an endpoint can be counted with, by the id of their trial."""
    levels = {c.id: set(c.levels) for c in spec.covariates}
    found = {}
    for trial in _alike(published, spec, endpoint):
        for covariate in dict.fromkeys(m.covariate for m in trial.mixes):
            mix = trial.mix(covariate)
            if mix and {name for names, _ in mix for name in names} <= levels.get(covariate, set()):
                found[trial.id] = CaseMix(trial.label, covariate, mix)
    return found


def _alike(
    published: Iterable[Published], spec: StudySpec, endpoint: Endpoint
) -> Iterator[Published]:
    """Yield the trials of the setting of an endpoint: prevention and treatment are never one."""
    own = setting_of(spec, endpoint)
    if own not in SETTINGS:  # both at once: only some endpoints are of either
        own = "therapeutic" if endpoint.success in _OF_DISEASE else None
    return (trial for trial in published if trial.setting == own)


def _target(words: Words, endpoint: Endpoint) -> Iterator[Comparator]:
    if endpoint.target is not None and (endpoint.landmarks or not endpoint.timed):
        at = max(endpoint.landmarks) if endpoint.timed else None
        yield Comparator("target", words.say("sensitivity.target"), endpoint.target, at)


def _printed(
    scene: Scene, endpoint: Endpoint, trial: Published, item: PublishedQuantity, number: int
) -> Iterator[Comparator]:
    wanted = ("survival", "cumulative_incidence") if endpoint.timed else ("proportion",)
    if item.share is None or item.quantity not in wanted or not 0 < item.share < 1:
        return
    at = None
    if endpoint.timed:
        months = (item.at or 0.0) * DAYS_PER["months"] / DAYS_PER[scene.spec.study.time_unit]
        at = next((t for t in endpoint.landmarks if abs(t - months) < 0.02 * t), None)
        if at is None:
            return
    arm = trial.arm(item.arm)
    name = f"{trial.label}, {arm.label}" if arm else trial.label
    share = 1 - item.share if item.quantity == "survival" else item.share
    yield Comparator(f"{trial.id}-{number}", name, share, at)
