"""Strata as a choice and as names: kept apart by default, together only when asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import product

from outcomes.displays.base.choice import Choice, Chosen, one_of
from outcomes.displays.base.words import Words
from outcomes.model.protocol import Covariate
from outcomes.model.scene import Scene
from outcomes.results.result import Result

TOGETHER = "together"
BOTH = "both"
SEPARATOR = "|"  # between levels and arm in the group of a result kept apart


def strata_choice(scene: Scene, words: Words) -> tuple[Choice, ...]:
    """Return by what patients are kept apart; everything that can by default. None without."""
    names = scene.strata
    if not names:
        return ()
    codes = [*([BOTH] if len(names) > 1 else []), *names, TOGETHER]
    options = [(code, _option(words, code, names)) for code in codes]
    return (one_of("strata", words.say("strata.label"), options, width=260),)


def strata_of(scene: Scene, chosen: Chosen) -> tuple[str, ...]:
    """Return the columns patients are kept apart by."""
    code = chosen.get("strata", TOGETHER)
    if code == TOGETHER:
        return ()
    return scene.strata if code == BOTH else (code,)


def _option(words: Words, code: str, names: tuple[str, ...]) -> str:
    if code == TOGETHER:
        return words.say("strata.together")
    chosen = names if code == BOTH else (code,)
    return " × ".join(
        words.say_or(f"stratum.{n}", words.covariate(_covariate(words, n))) for n in chosen
    )


def _covariate(words: Words, name: str) -> Covariate:
    known = next((c for c in words.spec.covariates if c.id == name), None)
    return known or Covariate(name, name.replace("_", " "), "categorical")


def strata_labels(words: Words, by: tuple[str, ...], results: Iterable[Result]) -> dict[str, str]:
    """Return the name of every group of strata and arms, by id, in the order of the answers."""
    groups = dict.fromkeys(e.group for result in results for e in result.estimates)
    return {group: _label(words, by, group) for group in groups}


def in_order(
    scene: Scene, words: Words, by: tuple[str, ...], labels: Mapping[str, str]
) -> dict[str, str]:
    """Return labels after those of all strata of the study, in the protocol's order.

    Their order decides the colors: one belongs to a stratum, whoever is in view.
    """
    levels = [scene.levels.get(name, ()) for name in by]
    with_arms = any(len(group.split(SEPARATOR)) > len(by) for group in labels)
    parts = product(*levels, words.labels) if with_arms else product(*levels)
    every = [SEPARATOR.join(part) for part in parts] if by else []
    return {group: labels.get(group) or _label(words, by, group) for group in (*every, *labels)}


def _label(words: Words, by: tuple[str, ...], group: str) -> str:
    parts = group.split(SEPARATOR)
    levels, arm = parts[: len(by)], parts[len(by) :]
    said = [
        words.say_or(f"stratum.{level}", words.level(_covariate(words, name), level))
        for name, level in zip(by, levels, strict=False)
    ]
    said += [words.labels[a] for a in arm if words.spec.arms]
    label = words.say("strata.join").join(said)
    # A stratum starts with a capital, an arm as the protocol writes it.
    return (_capital(label) if by else label) or words.say("group.all")


def short_labels(
    words: Words, labels: Mapping[str, str], shown: Collection[str]
) -> tuple[dict[str, str], str]:
    """Return labels without the parts all groups shown have in common, and those parts.

    The names at the ends of curves have little room; what is left out belongs in the caption.
    """
    join = words.say("strata.join")
    parts = [labels[group].split(join) for group in shown]
    alike = [len(set(column)) == 1 for column in zip(*parts, strict=False)]
    if len(parts) < 2 or all(alike) or not any(alike):
        return dict(labels), ""
    kept = {
        group: _capital(
            join.join(p for p, a in zip(label.split(join), alike, strict=False) if not a)
        )
        for group, label in labels.items()
    }
    return kept, join.join(part for part, same in zip(parts[0], alike, strict=True) if same)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
