"""What is not in the data: follow-up that was lost, and what nobody measured."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.displays.adjusted.imbalance import choices
from outcomes.displays.adjusted.ladder import robustness
from outcomes.displays.adjusted.rungs import no_sensitivity
from outcomes.displays.base.choice import Chosen, contrast_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Panel, Picture, Text
from outcomes.displays.base.words import Words, plain
from outcomes.figures.row_plot.ladder import LadderRow, describe_ladder, ladder_figure
from outcomes.model.endpoint import Endpoint
from outcomes.model.plan.direction import good_event
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_value

IMPUTATIONS = 20
MODELS = ("planned", "key")


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: tipping points and E-values, the planned ones first."""
    return robustness(scene.spec, scene.spec.endpoint(chosen["endpoint"]))


def draw(given: Given) -> Panel:
    """Draw how bad lost follow-up, or how strong something unmeasured, would have to be."""
    words, endpoint, look = given.words, given.endpoint, given.look
    if endpoint.kind != "time_to_event":
        return Panel((Text(words.say(f"sensitivity.{endpoint.kind}"), "info"),))
    arm = contrast_of(given.scene, given.chosen)
    models = [model for model in MODELS if f"tipping_{model}" in given.answers]
    rows = [row for model in models for row in _rows(given, model, arm)]
    figure = ladder_figure(rows, look, favors=given.favors("hazard_ratio", arm))
    results = tuple(given[f"tipping_{model}"] for model in models)
    method = words.say("robustness.tipping_method", arm=words.arm(arm), m=IMPUTATIONS)
    randomized = [words.say("robustness.e_value_randomized")] if given.scene.randomized else []
    said = [_said(given, model, _e_value_words(given, model, arm)) for model in models]
    return Panel(
        (
            Text(words.say("robustness.tipping"), "heading"),
            *(Text(_said(given, model, _tipping_words(given, model, arm))) for model in models),
            Picture(f"{endpoint.id}-tipping", figure, describe_ladder(rows, look), results),
            Text(plain(method), "caption"),
            Text(words.say("robustness.e_value"), "heading"),
            *(Text(line) for line in (*said, *randomized)),
        ),
        quiet=tuple(f"e_value_{model}" for model in models),
    )


def model_words(given: Given, model: str) -> str:
    """Return what was done, and whether that was planned."""
    words, spec = given.words, given.scene.spec
    if model == "key":
        adjusted = words.say("robustness.adjusted", names=words.covariates(spec.key_covariates))
        return adjusted[:1].upper() + adjusted[1:]
    names = words.covariates(spec.plan.strata)
    how = words.say("robustness.stratified", names=names) if names else ""
    where = words.say("robustness.here" if given.scene.exploratory else "robustness.as_planned")
    how = how or words.say("robustness.unadjusted")
    return words.say("robustness.of_model", where=where, model=how)


def _said(given: Given, model: str, said: str) -> str:
    return plain(given.words.say("robustness.said", model=model_words(given, model), said=said))


def _of_arm(result: Result, quantity: str, arm: str) -> list[Estimate]:
    return [e for e in result.all(quantity) if e.group == arm]


def _tipping_words(given: Given, model: str, arm: str) -> str:
    words, found = given.words, given[f"tipping_{model}"]
    ratios = _of_arm(found, "hazard_ratio", arm)
    tipping = next(iter(_of_arm(found, "tipping_delta", arm)), None)
    if tipping is not None and tipping.value is not None:
        delta = words.printed(tipping, "ratio")
        return words.say("robustness.tipping_answer", arm=words.arm(arm), delta=delta)
    same = next((e for e in ratios if e.at == 1), None)
    if same is None or same.ci_low is None or same.ci_high is None:
        return _why(words, tipping, found)
    if same.ci_low <= 1 <= same.ci_high:
        return words.say("robustness.tipping_already")
    deltas = [e.at for e in ratios if e.at is not None]
    furthest = min(deltas) if same.ci_low > 1 else max(deltas)
    return words.say("robustness.tipping_never", arm=words.arm(arm), delta=f"{furthest:g}")


def _why(words: Words, estimate: Estimate | None, result: Result) -> str:
    """Return why there is no number."""
    note = next(iter((estimate.notes if estimate else ()) or result.notes), None)
    return words.say("ladder.none") if note is None else words.note(note)


def _rows(given: Given, model: str, arm: str) -> Iterator[LadderRow]:
    words, block = given.words, model_words(given, model)
    ratios = _of_arm(given[f"tipping_{model}"], "hazard_ratio", arm)
    ends = iter(_ends(words, given.endpoint))
    for e in ratios:
        name = next(ends) if e.at is None else words.say("robustness.delta", delta=f"{e.at:g}")
        why = words.note(e.notes[0]) if e.value is None and e.notes else ""
        yield LadderRow(name, block, e, primary=e.at == 1 and model == "planned", why=why)


def _ends(words: Words, endpoint: Endpoint) -> tuple[str, str]:
    """Return what the two extremes are called: worst is the event only where it is a bad one."""
    good = good_event(endpoint)
    names = (
        ("extreme", "extreme") if good is None else ("best", "worst") if good else ("worst", "best")
    )
    cases = ("all_events", "no_event")
    first, last = (
        words.say(f"robustness.{name}", case=words.say(f"robustness.{case}"))
        for name, case in zip(names, cases, strict=True)
    )
    return first, last


def _e_value_words(given: Given, model: str, arm: str) -> str:
    words, found = given.words, given[f"e_value_{model}"]
    value = next(iter(_of_arm(found, "e_value", arm)), None)
    limit = next(iter(_of_arm(found, "e_value_limit", arm)), None)
    ratio = next(iter(_of_arm(found, "risk_ratio", arm)), None)
    if value is None or value.value is None or ratio is None or ratio.value is None:
        return _why(words, value, found)
    if limit is not None and limit.value == 1:
        return words.say("robustness.e_value_already") + words.marks.at(limit)
    favors = given.favors("risk_ratio", arm)
    return words.say(
        "robustness.e_value_favors" if favors else "robustness.e_value_answer",
        value=words.printed(value, "ratio"),
        limit=format_value(limit.value if limit else None, "ratio", language=words.language)
        + words.marks.at(limit),
        arm=words.arm(favors[ratio.value > 1]) if favors else "",
    )


ROBUSTNESS = Display(
    "adjusted.robustness", ask, draw, choices, no_sensitivity, compares=True, slow=True
)
