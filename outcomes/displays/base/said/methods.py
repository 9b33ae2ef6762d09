"""The paragraph of a paper that says how numbers were made, with what it cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outcomes.displays.base.said.estimand import spoken
from outcomes.displays.base.said.references import CITED, CITED_PARTS, REFERENCES
from outcomes.displays.base.words import Words
from outcomes.model.endpoint import Endpoint
from outcomes.model.scene import Scene
from outcomes.results.note import Said
from outcomes.results.result import Result

SAID_AS = {
    "adverse_events_difference": "adverse_event_differences", "ascites_rate": "proportion",
    "ascites_difference": "proportion_difference", "ascites_logistic": "logistic_adjusted",
    "ascites_stratified": "proportion_difference_stratified", "landmark_conversion": "landmark",
    "competing_incidence": "cumulative_incidence", "recurrence": "cumulative_incidence",
}  # fmt: skip
"""Analyses that are done as others are. Counts alone are in none: there is nothing to say."""


class Methods(NamedTuple):
    """A paragraph with numbers in brackets, and what they stand for in order."""

    paragraph: str
    references: tuple[str, ...]

    @property
    def text(self) -> str:
        """Both, as they are pasted."""
        cited = "\n".join(f"{n}. {line}" for n, line in enumerate(self.references, 1))
        return "\n\n".join(filter(None, (self.paragraph, cited)))


def methods_of(
    scene: Scene,
    words: Words,
    endpoint: Endpoint | None,
    results: Sequence[Result],
    version: str = "",
) -> Methods:
    """Return how the numbers of a display were made, in sentences for a paper.

    Parameters
    ----------
    scene, words
        Who it is about, and the language.
    endpoint
        What was measured: said as the estimand card says it; None where it is about none.
    results
        The answers: each analysis is said once, with the models of its numbers.
    version
        Of the program; empty leaves it out.
    """
    cited: dict[str, int] = {}
    said = [words.say("paper.who", who=_who(scene, words))]
    if endpoint in scene.spec.endpoints and endpoint is not None:
        said += _estimand(scene, words, endpoint, cited)
    analyses: dict[str, list[Result]] = {}
    for result in results:
        analyses.setdefault(SAID_AS.get(result.analysis, result.analysis), []).append(result)
    said += [_analysis(words, name, made, cited) for name, made in analyses.items()]
    said.append(words.say("paper.limits"))
    if version:
        said.append(words.say("paper.program", version=version))
    between = "" if words.language == "zh" else " "
    return Methods(between.join(filter(None, said)), tuple(REFERENCES[key] for key in cited))


def _who(scene: Scene, words: Words) -> str:
    cutoff = scene.spec.study.data_cutoff
    who = words.say("paper.n", population=words.population(scene.population), n=scene.n)
    return words.say("paper.cutoff", who=who, date=cutoff.isoformat()) if cutoff else who


def _estimand(
    scene: Scene, words: Words, endpoint: Endpoint, cited: dict[str, int]
) -> Iterator[str]:
    card = dict(spoken(scene, words, endpoint))
    yield words.say("paper.endpoint", endpoint=words.endpoint(endpoint), variable=card["variable"])
    yield words.say(
        "paper.estimand",
        events=card["events"],
        summary=card["summary"],
        marks=_marks(("ich",), cited),
    )
    if "missing" in card:
        yield words.say("paper.missing", missing=card["missing"])


def _analysis(words: Words, name: str, results: list[Result], cited: dict[str, int]) -> str:
    """Return the sentence of an analysis: what it is, the models of its numbers, what is cited."""
    parts = dict.fromkeys(e.method for result in results for e in result.estimates if e.method)
    models = [words.note(method) for method in parts]
    ids = {part.id for method in parts for part in method if isinstance(part, Said)}
    keys = (*CITED.get(name, ()), *(CITED_PARTS[i] for i in CITED_PARTS if i in ids))
    what = words.say_or(f"paper.{name}", words.say_or(f"method.{name}", ""))
    if not what:
        return ""
    if models:
        what = words.say("paper.models", what=what, models=words.say("list.semicolon").join(models))
    return words.say("paper.sentence", what=what, marks=_marks(keys, cited))


def _marks(keys: Sequence[str], cited: dict[str, int]) -> str:
    numbers = [cited.setdefault(key, len(cited) + 1) for key in dict.fromkeys(keys)]
    return f" [{', '.join(map(str, sorted(numbers)))}]" if numbers else ""
