"""The numbers a study without a comparison is held against: its plan's target, published rates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from outcomes.displays.base.words import Words
from outcomes.displays.published.rows import RELATED, SETTINGS, measure_of, setting_of
from outcomes.model.benchmarks import Published, PublishedQuantity
from outcomes.model.protocol import DAYS_PER, Endpoint
from outcomes.model.scene import Scene


class Comparator(NamedTuple):
    """A probability of the event (of success, of a proportion) at a landmark, and whose it is."""

    code: str
    name: str
    value: float
    at: float | None


def comparators_of(scene: Scene, words: Words, endpoint: Endpoint) -> dict[str, Comparator]:
    """Return what an endpoint is held against, by code: the target first, then what is published.

    Published are shares of the same measure, setting and landmark; survival counts as its opposite.
    """
    found = [*_target(words, endpoint)]
    own, measure = setting_of(scene.spec, endpoint), measure_of(endpoint)
    if own not in SETTINGS:  # both at once: a response exists only where there is disease
        own = None if endpoint.timed else "therapeutic"
    measures = (measure, *RELATED.get(measure, ()))
    for trial in (p for p in scene.published if p.setting == own):
        for number, item in enumerate(trial.quantities):
            if item.endpoint in measures:
                found += _printed(scene, endpoint, trial, item, number)
    return {c.code: c for c in found}


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
