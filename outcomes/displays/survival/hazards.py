"""Whether the hazard ratio changes over time, and tests for when it does."""

from __future__ import annotations

from dataclasses import replace

from outcomes.displays.base.choice import Choice, Chosen, contrast_of, endpoint_choice
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Beside, Cells, Panel, Picture, Text
from outcomes.displays.base.said.context import x_title
from outcomes.displays.base.words import Words, plain
from outcomes.displays.survival.comparisons import headline_requests
from outcomes.displays.survival.curves import no_times
from outcomes.figures.base.describe_depth import describe_effect
from outcomes.figures.base.table import contrast_table
from outcomes.figures.curve_plot.hazards import effect_over_time_figure
from outcomes.figures.curve_plot.log_log import log_log_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.note import Method
from outcomes.results.result import Estimate, Result

EARLY, LATE = (
    Method("fleming_harrington", rho=rho, gamma=gamma) for rho, gamma in ((1.0, 0.0), (0.0, 1.0))
)
MEANT = ("weights_none", "weights_early", "weights_late", "weights_middle", "largest_of_four")
"""Notes that say what a test is for: a part of its name."""
NOT_CHANCE = 1.96  # of a standard normal statistic
HALF = 434  # pixels a figure has beside another on a usual page


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint."""
    return (endpoint_choice(scene, words, scene.timed),)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: hazards over time, weighted tests, the planned ratio."""
    endpoint = scene.spec.endpoint(chosen["endpoint"])
    return {
        "hazards": request("survival.hazards", endpoint.id),
        "weighted": request("survival.weighted_tests", endpoint.id),
        **{k: q for k, q in headline_requests(scene, endpoint).items() if k == "ratio"},
    }


def draw(given: Given) -> Panel:
    """Draw the ratio over time beside the log-log plot, and the tests."""
    words, endpoint, result = given.words, given.endpoint, given["hazards"]
    look, arm = given.wide(HALF), contrast_of(given.scene, given.chosen)
    over_time = effect_over_time_figure(
        result, look, overall=given.answers.get("ratio"), p_values=given.p_values,
        favors=given.favors("hazard_ratio", arm), x_title=x_title(words, endpoint),
    )  # fmt: skip
    alt = describe_effect(result, words.labels, language=words.language, marks=words.marks)
    pictures = (
        Picture(f"{endpoint.id}-effect", over_time, alt, (result,), words.say("panel.over_time")),
        Picture(f"{endpoint.id}-loglog", log_log_figure(result, look),
                words.say("panel.log_log"), (result,), words.say("panel.log_log")),
    )  # fmt: skip
    tests = (*result.all("statistic"), *given["weighted"].all("statistic"))
    first = tests[0].method if tests else ()
    common = tuple(part for part in first if all(part in e.method for e in tests))
    named = [_named(words, e, common) for e in tests]
    table = contrast_table(
        named, words.labels, words.language, words.marks, p_values=given.p_values
    )
    of_all = (Text(plain(words.note(common)), "caption"),) if common else ()
    tested = (Cells(table), *of_all) if table.rows else ()  # without p-values there are no tests
    turned = turning(words, given["weighted"]) if given.p_values else []
    lines = (Text(plain(line)) for line in turned)
    return Panel(
        (Beside(tuple((p,) for p in pictures)), *lines, *tested),
        words.say("panel.hazards_method"),
        quiet=("ratio",),
        file=f"{endpoint.id}-hazards",
    )


def _named(words: Words, e: Estimate, common: tuple[Method, ...]) -> tuple[str, Estimate]:
    """Return a test with its name: how it is made, but for what all are, and what it is for."""
    name = words.note(tuple(part for part in e.method if part not in common))
    meant = tuple(note for note in e.notes if note.id in MEANT)
    notes = tuple(note for note in e.notes if note not in meant)
    return " · ".join((name, *map(words.note, meant))), replace(e, notes=notes)


def turning(words: Words, weighted: Result) -> list[str]:
    """Return for each contrast that early and late events speak for different arms, where they do.

    The weighted statistics are above 0 where the arm has more events than expected.
    """
    said = []
    for group in dict.fromkeys(e.group for e in weighted.all("statistic")):
        early, late = (_weighted(weighted, group, weights) for weights in (EARLY, LATE))
        if early is None or late is None or not early.value or not late.value:
            continue
        if early.value * late.value < 0:
            arms = (group, early.reference) if early.value < 0 else (early.reference, group)
            first, second = (words.arm(arm or "") for arm in arms)
            within = max(abs(early.value), abs(late.value)) < NOT_CHANCE
            key = "panel.turning_by_chance" if within else "panel.turning"
            said.append(words.say(key, first=first, second=second))
    return said


def _weighted(weighted: Result, group: str, weights: Method) -> Estimate | None:
    tests = weighted.all("statistic")
    return next((e for e in tests if e.group == group and weights in e.method), None)


HAZARDS = Display(
    "survival.hazards", ask, draw, choices, no_times, compares=True, tests=True, many=50_000
)
