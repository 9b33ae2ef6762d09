"""How long patients were followed, and whether observation ended differently between the arms."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.displays.base.choice import Chosen
from outcomes.displays.base.compared import comparisons
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Beside, Block, Cells, Panel, Picture, Text
from outcomes.displays.base.said.context import x_title
from outcomes.displays.base.words import Words, plain
from outcomes.displays.survival.curves import no_times
from outcomes.displays.survival.hazards import choices
from outcomes.figures.base.describe import describe
from outcomes.figures.base.table import Table
from outcomes.figures.calendar.enrollment import follow_up_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_of, format_percent

WIDTH, HEIGHT = 464, 260  # pixels of the figure beside the table on a usual page
COUNTS = ("n_censored", "n_to_cutoff", "n_lost", "n_ended_early")


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: length, ending and completeness of follow-up."""
    name = chosen["endpoint"]
    return {
        "followed": request("survival.kaplan_meier:follow_up", name),
        "ended": request("conduct.censoring", name),
        "complete": request("conduct.completeness", name),
    }


def draw(given: Given) -> Panel:
    """Draw the verdict, the curve beside how follow-up ended, and the comparison of the arms."""
    words, scene, endpoint = given.words, given.scene, given.endpoint
    followed, ended, look = given["followed"], given["ended"], given.wide(WIDTH, HEIGHT)
    figure = follow_up_figure(followed, look, x_title=x_title(words, endpoint))
    alt = describe(followed, words.labels, language=words.language, marks=words.marks)
    left = Picture(f"{endpoint.id}-follow", figure, alt, (followed,))
    right = Cells(_ends_table(given), words.say("follow.ends"))
    blocks: list[Block] = [Text(verdict_of(scene, words, ended), "answer"),
                           Beside(((left,), (right,)), (8, 7))]  # fmt: skip
    if scene.compares:
        named = [(_name(words, e), e) for e in ended.estimates if e.reference is not None]
        title = words.say("follow.comparison")
        blocks.append(comparisons(words, named, p_values=given.p_values, title=title,
                                  awaited=ended.awaited))  # fmt: skip
    method, details = words.say("follow.method"), words.say("follow.details")
    quiet = ("followed", "complete")
    return Panel(tuple(blocks), method, details, quiet, file=f"{endpoint.id}-follow-up")


def verdict_of(scene: Scene, words: Words, ended: Result) -> str:
    """Say in a sentence whether early censoring differs between the arms.

    The interval of the difference decides, so that no test stands behind the words of an
    exploration; with several compared arms the first that differs is named, else the first.
    """
    if ended.awaited:
        return words.awaited
    early = [e for e in ended.all("proportion") if e.value is not None]
    if not early:
        return words.say("follow.unknown")
    gaps = [e for e in ended.all("risk_difference") if e.interval is not None]
    if scene.post_baseline or not gaps:
        return words.say("follow.alone", shares=_shares(words, early))
    apart = [e for e in gaps if _is_apart(e)]
    gap = next(iter(apart), gaps[0])
    pair = [e for e in early if e.group in (gap.group, gap.reference)]
    key = "follow.differs" if apart else "follow.no_sign"
    return words.say(key, shares=_shares(words, pair), difference=words.printed(gap))


def _is_apart(estimate: Estimate) -> bool:
    low, high = estimate.ci_low, estimate.ci_high
    return low is not None and high is not None and (low > 0 or high < 0)


def _shares(words: Words, early: list[Estimate]) -> str:
    key = "follow.share" if len(words.labels) > 1 else "follow.share_alone"
    return words.say("list.comma").join(
        words.say(key, share=format_percent(e.value or 0.0, e.n), n=e.n_events, total=e.n,
                  arm=plain(words.arm(e.group)))
        for e in early
    )  # fmt: skip


def _ends_table(given: Given) -> Table:
    """Return one column per arm: follow-up, its completeness, and the ways it ended."""
    return Table(("\u200b", *given.words.labels.values()), tuple(_ends_rows(given)))


def _ends_rows(given: Given) -> Iterator[tuple[str, ...]]:
    words, groups, ended = given.words, tuple(given.words.labels), given["ended"]

    def cells(result: Result, quantity: str, kind: str) -> tuple[str, ...]:
        found = (result.pick(quantity, group) for group in groups)
        return tuple(words.cell(e, kind) for e in found)

    medians = cells(given["followed"], "median", "median")
    yield words.say("follow.median", unit=words.unit_short), *medians
    if any(e.value is not None for e in given["complete"].all("follow_up_completeness")):
        complete = cells(given["complete"], "follow_up_completeness", "proportion")
        yield words.say("follow.completeness"), *complete
    yield words.say("follow.event"), *(_event_cell(ended, g) for g in groups)
    for quantity in COUNTS:
        found = [ended.pick(quantity, group) for group in groups]
        if any(found):
            yield words.say(f"follow.{quantity}"), *map(_count_cell, found)
    if ended.all("proportion"):
        yield words.say("follow.proportion"), *cells(ended, "proportion", "proportion")


def _count_cell(estimate: Estimate | None) -> str:
    return format_of(estimate.value or 0, estimate.n or 0) if estimate else ""


def _event_cell(ended: Result, group: str) -> str:
    censored = ended.pick("n_censored", group)
    if censored is None or not censored.n:
        return ""
    return format_of(censored.n - (censored.value or 0), censored.n)


def _name(words: Words, estimate: Estimate) -> str:
    if estimate.quantity == "risk_difference":
        return words.say("follow.difference")
    kind = "early" if estimate.made_by("early_censoring") else "any"
    return words.say(f"follow.{kind}.{estimate.quantity}")


FOLLOW = Display("survival.follow", ask, draw, choices, no_times, tests=True, many=50_000)
