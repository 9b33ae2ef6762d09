"""What is not in the data: follow-up that was lost, and what nobody measured."""

from __future__ import annotations

from outcomes.displays.adjusted.imbalance import choices
from outcomes.displays.adjusted.rungs import no_sensitivity
from outcomes.displays.base.choice import Chosen, contrast_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Panel, Picture, Text
from outcomes.displays.base.words import Words, plain
from outcomes.figures.row_plot.ladder import LadderRow, describe_ladder, ladder_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_value

IMPUTATIONS = 20


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: the tipping point, and the E-value."""
    endpoint = scene.spec.endpoint(chosen["endpoint"])
    if endpoint.kind != "time_to_event":
        return {}
    key = scene.spec.key_covariates
    return {
        "tipping": request("adjusted.robustness.tipping_point", endpoint.id, covariates=key),
        "e_value": request("adjusted.robustness.e_value", endpoint.id, covariates=key),
    }


def draw(given: Given) -> Panel:
    """Draw how bad lost follow-up, or how strong something unmeasured, would have to be."""
    words, scene, endpoint, look = given.words, given.scene, given.endpoint, given.look
    if endpoint.kind != "time_to_event":
        return Panel((Text(words.say("robustness.only_times"), "info"),))
    arm, found = contrast_of(scene, given.chosen), given["tipping"]
    rows = _rows(words, found, arm, scene.spec.key_covariates)
    figure = ladder_figure(rows, look, favors=given.favors("hazard_ratio", arm))
    alt = describe_ladder(rows, look)
    method = words.say("robustness.tipping_method", arm=words.arm(arm), m=IMPUTATIONS)
    return Panel(
        (
            Text(words.say("robustness.tipping"), "heading"),
            Text(plain(_tipping_words(words, found, arm))),
            Picture(f"{endpoint.id}-tipping", figure, alt, (found,)),
            Text(plain(method), "caption"),
            Text(words.say("robustness.e_value"), "heading"),
            Text(plain(_e_value_words(words, given["e_value"], arm))),
        ),
        quiet=("e_value",),
    )


def _of_arm(result: Result, quantity: str, arm: str) -> list[Estimate]:
    return [e for e in result.all(quantity) if e.group == arm]


def _tipping_words(words: Words, found: Result, arm: str) -> str:
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
    most = max(e.at for e in ratios if e.at is not None)
    return words.say("robustness.tipping_never", arm=words.arm(arm), delta=f"{most:g}")


def _why(words: Words, estimate: Estimate | None, result: Result) -> str:
    """Return why there is no number."""
    note = next(iter((estimate.notes if estimate else ()) or result.notes), None)
    return words.say("ladder.none") if note is None else words.note(note)


def _rows(words: Words, found: Result, arm: str, key: tuple[str, ...]) -> list[LadderRow]:
    names = words.covariates(key)
    block = words.say("rung.key", names=names) if names else words.say("rung.unadjusted")
    ratios = _of_arm(found, "hazard_ratio", arm)
    extremes = [e for e in ratios if e.at is None]
    ends = [words.say("robustness.worst"), words.say("robustness.best")]
    rows = []
    for e in ratios:
        if e.at is None:
            name = ends[extremes.index(e) % 2]
        else:
            name = words.say("robustness.delta", delta=f"{e.at:g}")
        why = words.note(e.notes[0]) if e.value is None and e.notes else ""
        rows.append(LadderRow(name, block, e, primary=e.at == 1, why=why))
    return rows


def _e_value_words(words: Words, found: Result, arm: str) -> str:
    value = next(iter(_of_arm(found, "e_value", arm)), None)
    limit = next(iter(_of_arm(found, "e_value_limit", arm)), None)
    if value is None or value.value is None:
        return _why(words, value, found)
    said = words.say(
        "robustness.e_value_answer",
        value=words.printed(value, "ratio"),
        limit=format_value(limit.value if limit else None, "ratio", language=words.language)
        + words.marks.at(limit),
    )
    if words.spec.study.design == "randomised":
        return f"{said} {words.say('robustness.e_value_randomized')}"
    return said


ROBUSTNESS = Display(
    "adjusted.robustness", ask, draw, choices, no_sensitivity, compares=True, slow=True
)
