"""The sensitivity ladder: the answer in words, the picture, why its rungs differ, the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from outcomes.displays.adjusted.ladder import (
    Rung,
    absolute,
    ladder,
    odds,
)
from outcomes.displays.adjusted.sentences import Ladder, answer, why
from outcomes.displays.adjusted.steps import (
    Step,
    assumes_of,
    block_of,
    name_of,
    reading_of,
    reading_requests,
    row_of,
    rung_requests,
    same_patients,
    status_of,
    steps_of,
    why_not,
)
from outcomes.displays.base.choice import (
    Choice,
    Chosen,
    any_of,
    contrast_choice,
    contrast_of,
    endpoint_choice,
)
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Cells, Folded, Panel, Picture, Text
from outcomes.displays.base.words import Words, plain
from outcomes.displays.published.beside import choose_published
from outcomes.displays.published.rows import CAUTION, published_ratios, short_name
from outcomes.figures.base.table import Table
from outcomes.figures.row_plot.ladder import (
    LadderRow,
    Named,
    count_of,
    describe_ladder,
    ladder_figure,
)
from outcomes.model.endpoint import Endpoint
from outcomes.model.scene import Scene
from outcomes.wording import format_at, format_interval, format_p, format_value

FURTHER = ("survival_difference", "rmst_difference")


def no_sensitivity(scene: Scene, words: Words) -> str:
    """Return why nothing is compared in other ways: one arm, no covariates, or no endpoint."""
    if not scene.spec.compared_arms:
        return words.say("panel.no_arms")
    if not (scene.spec.key_covariates or scene.spec.adjustment_set):
        return words.say("sensitivity.no_covariates")
    return "" if scene.spec.endpoints else words.say("empty.endpoint")


def question(scene: Scene, words: Words, section: str) -> str:
    """Return the question of the tab in a sentence; without a comparison each section has one."""
    if not scene.spec.compared_arms:
        return words.say(f"sensitivity.question_{section or 'alone'}")
    key = words.covariates(scene.spec.key_covariates)
    if not key:
        return words.say("sensitivity.question_plain")
    return words.prose("sensitivity.question", covariate=key)


def compared_choices(scene: Scene, words: Words) -> tuple[Choice, ...]:
    """Return the endpoint and, with several arms, the contrast."""
    endpoints = endpoint_choice(scene, words, scene.spec.endpoints, key="sensitive", quiet=True)
    return endpoints, *contrast_choice(scene, words, quiet=True)


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return endpoint, contrast, covariates of the visitor's own, and published ratios."""
    asked = list(compared_choices(scene, words))
    offered = [(c.id, words.covariate(c)) for c in scene.spec.covariates if c.id in scene.columns]
    label = words.say("sensitivity.own")
    own_help = words.say("sensitivity.own_help")
    asked.append(any_of("adjust", label, offered, help=own_help, folded=label))
    endpoint = scene.spec.endpoint(chosen.get("endpoint", asked[0].default))
    if endpoint.timed and scene.published:
        asked.append(choose_published(words))
    return tuple(asked)


def _further(scene: Scene, endpoint: Endpoint) -> dict[str, tuple[Rung, ...]]:
    """Return the rungs on scales that do not share the axis of the ladder, by their quantity."""
    if not endpoint.timed:
        return {"odds_ratio": odds(scene.spec, endpoint)}
    rungs = absolute(scene.spec, endpoint)
    return {quantity: tuple(r for r in rungs if r.quantity == quantity) for quantity in FURTHER}


def _rungs(scene: Scene, endpoint: Endpoint, chosen: Chosen) -> tuple[Rung, ...]:
    own, planned = chosen.get("adjust", ()), not scene.exploratory
    return ladder(scene.spec, endpoint, own, planned=planned)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions of every rung, and what the sentences need beside them."""
    endpoint = scene.spec.endpoint(chosen["endpoint"])
    asked = rung_requests(_rungs(scene, endpoint, chosen), "rung")
    for quantity, rungs in _further(scene, endpoint).items():
        asked |= rung_requests(rungs, quantity)
    return asked | (reading_requests(scene, endpoint) if endpoint.timed else {})


def draw(given: Given) -> Panel:
    """Draw the answer, the ladder, why its rungs differ, and the same on other scales."""
    words, scene, endpoint = given.words, given.scene, given.endpoint
    arm = contrast_of(scene, given.chosen)
    rungs = _rungs(scene, endpoint, given.chosen)
    steps = steps_of(rungs, "rung", given.answers, arm)
    timed, revealed = endpoint.timed, given.chosen.get("revealed", True)
    if not revealed:  # a presenter shows what was planned first
        return _planned(given, arm, steps)
    reading = reading_of(scene, words, endpoint, arm, steps, given.answers) if timed else None
    blocks: list[Block] = []
    if any(rung.block == "own" for rung in rungs):
        blocks.append(Text(words.say("sensitivity.own_banner"), "banner"))
    if reading is not None:
        lines = answer(reading, words.language, words.marks) or _no_number(words, reading, steps)
        blocks.append(Text("  \n".join(map(plain, lines)), "answer"))
    others = _published(scene, words, endpoint) if given.chosen.get("published") else []
    blocks.append(ladder_picture(given, arm, steps, "ladder", others=others))
    if reading is not None:
        blocks.append(Text(words.say("sensitivity.why"), "heading"))
        reasons = "\n".join(
            f"- {plain(line)}" for line in why(reading, words.language, words.marks)
        )
        if not reasons and given.awaits(*given.answers):
            blocks.append(Text(words.awaited, "caption"))
        else:
            blocks.append(Text(reasons, "items"))
    blocks += _further_pictures(given, arm)
    table = Cells(_table(given, steps))
    blocks.append(Folded(words.say("sensitivity.table"), (table,)))
    method = words.say("sensitivity.method" if timed else "sensitivity.method_risk",
                       arm=words.arm(arm), reference=_reference(scene))  # fmt: skip
    favors = given.favors("hazard_ratio", arm) if timed else None
    if favors:
        method = f"{words.say('sensitivity.below_one', arm=words.arm(favors[0]))} {method}"
    trial = scene.spec.study.design == "randomised"
    other = "as_treated" if trial else "observational"
    guidance = "randomized" if scene.randomized else other
    details = (
        words.say("sensitivity.method_details"),
        words.say(f"sensitivity.guidance_{guidance}"),
    )
    quiet = tuple(name for name in given.answers if not name.startswith("rung"))
    return Panel(tuple(blocks), method, " ".join(details), quiet)


def _planned(given: Given, arm: str, steps: Sequence[Step]) -> Panel:
    """Return the rows of the planned analysis alone, on the axis of the others' range."""
    planned = [step for step in steps if step.rung.block == "planned"]
    return Panel((ladder_picture(given, arm, planned or steps[:1], "ladder"),))


def _reference(scene: Scene) -> str:
    return scene.spec.reference.label if scene.spec.reference else ""


def _further_pictures(given: Given, arm: str) -> list[Block]:
    words = given.words
    blocks: list[Block] = []
    for quantity, rungs in _further(given.scene, given.endpoint).items():
        if not rungs:
            continue
        if given.endpoint.timed and not blocks:
            blocks.append(Text(words.say("sensitivity.absolute"), "heading"))
        steps = _last_time(steps_of(rungs, quantity, given.answers, arm))
        at = next((s.estimate.at for s in steps if s.estimate and s.estimate.at), None)
        title = f"absolute.{quantity}" if given.endpoint.timed else "sensitivity.odds"
        head = words.say(title, at=format_at(at or 0), unit=words.unit)
        picture = ladder_picture(given, arm, steps, quantity, head=head)
        # Where no row has a number its own words say why, without an empty picture.
        alone = not (picture.drawn or given.awaits(*given.answers))
        why = plain(f"{head}: {why_not(words, steps[0])}") if steps else ""
        blocks.append(Text(why, "caption") if alone else picture)
    return blocks


def _last_time(steps: Sequence[Step]) -> list[Step]:
    """Keep one time per rung: the last, which every rung has."""
    times = [s.estimate.at for s in steps if s.estimate and s.estimate.at is not None]
    last = max(times, default=None)
    return [s for s in steps if s.estimate is None or s.estimate.at in (None, last)]


def ladder_picture(
    given: Given,
    arm: str,
    steps: Sequence[Step],
    name: str,
    *,
    head: str = "",
    others: Sequence[LadderRow] = (),
) -> Picture:
    """Return steps as rows of one picture, under one heading where one is given."""
    words, endpoint, look = given.words, given.endpoint, given.look
    rows = [row_of(words, step, randomized=given.scene.randomized) for step in steps]
    if head:
        rows = [replace(row, block=head) for row in rows]
    rows += others
    truth = endpoint.truth if name == "ladder" and endpoint.timed else None
    named = [Named(words.say("ladder.truth"), truth)] if truth else []
    favors = given.favors(steps[0].rung.quantity, arm) if steps else None
    figure = ladder_figure(rows, look, favors=favors, named=named)
    results = tuple({id(s.result): s.result for s in steps}.values())
    alt = describe_ladder(rows, look)
    return Picture(f"{endpoint.id}-{name}", figure, alt, results)


def _no_number(words: Words, reading: Ladder, steps: Sequence[Step]) -> tuple[str, ...]:
    """Return why there is no ratio to read."""
    why_none = next((why_not(words, step) for step in steps if step.rung.primary), "")
    said = words.say("reading.none", arm=reading.arm, reference=reading.reference, why=why_none)
    return (said,) if why_none else ()


def _published(scene: Scene, words: Words, endpoint: Endpoint) -> list[LadderRow]:
    """Return the hazard ratios of published trials as rows that name themselves as elsewhere."""
    caution = words.note(CAUTION)
    block = f"{words.say('published.show')} · {caution}"
    return [
        LadderRow(
            short_name(words, row),
            block,
            replace(row.estimate, n=None, n_events=None),
            assumes=f"{row.name}. {caution}",
            elsewhere=True,
        )
        for row in published_ratios(scene, words, endpoint)
    ]


def _table(given: Given, steps: Sequence[Step]) -> Table:
    """Return every rung as a row: estimate, interval, p-value, effect, status, assumption."""
    words = given.words
    heads = ["column.rung", "column.estimate", "number.ci", *["column.p_value"] * given.p_values,
             "column.events_n", "column.same_patients", "column.effect", "column.status",
             "column.assumes"]  # fmt: skip
    rows = (_cells(given, step) for step in steps)
    return Table(tuple(words.say(head, level="95") for head in heads), tuple(rows))


def _cells(given: Given, step: Step) -> tuple[str, ...]:
    words, (rung, e, found), p_values = given.words, step, given.p_values
    kind, n = (e.quantity if e else rung.quantity), (e.n if e else None)
    value = format_value(e.value if e else None, kind, n=n, language=words.language)
    value = "" if found.awaited else value + words.marks.at(e)
    limits = format_interval(e.interval, kind, n=n, label=False) if e else ""
    none = "" if found.awaited else "–"
    p = [format_p(e.p_value) if e and e.p_value is not None else none] if p_values else []
    return (
        f"{block_of(words, rung)}: {name_of(words, step)}",
        value,
        limits or why_not(words, step),
        *p,
        count_of(e),
        _alone(words, step),
        words.say(f"effect.{rung.effect}"),
        status_of(words, rung),
        assumes_of(words, rung, randomized=given.scene.randomized),
    )


def _alone(words: Words, step: Step) -> str:
    """Return the unadjusted estimate on the patients of a rung, as a cell."""
    alone = same_patients(step)
    if alone is None:
        return ""
    kind, n = step.rung.quantity, alone.n
    value = format_value(alone.value, kind, n=n, language=words.language)
    limits = format_interval(alone.interval, kind, n=n, label=False)
    return (f"{value} ({limits})" if limits else value) + words.marks.at(alone)


RUNGS = Display(
    "adjusted.rungs", ask, draw, choices, no_sensitivity, compares=True, tests=True, slow=True
)
