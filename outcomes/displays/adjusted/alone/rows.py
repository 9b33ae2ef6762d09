"""One number of a study without a comparison, made in several ways: choices, figure, table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from outcomes.displays.base.choice import Choice, Chosen, endpoint_choice, one_of
from outcomes.displays.base.display import Given
from outcomes.displays.base.panel import Block, Cells, Folded, Panel, Picture, Text
from outcomes.displays.base.words import Words, plain
from outcomes.figures.base.table import estimates_table
from outcomes.figures.row_plot.engine.axis import Line
from outcomes.figures.row_plot.intervals import interval_figure
from outcomes.model.endpoint import Endpoint
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_at

Name = Callable[[Words, Estimate], str]


def compared_instead(scene: Scene, words: Words, shown: Sequence[Endpoint]) -> str:
    """Return why a study has no such view: its arms are compared, or it has no such endpoint."""
    if scene.spec.compared_arms:
        return words.say("sensitivity.compared_instead")
    return "" if shown else words.say("empty.endpoint")


def endpoint_and_time(
    scene: Scene,
    words: Words,
    chosen: Chosen,
    shown: Sequence[Endpoint],
    *,
    key: str = "sensitive",
) -> tuple[Choice, ...]:
    """Return the endpoint and, of one with several landmarks, which of them is drawn."""
    first = endpoint_choice(scene, words, shown, key=key, quiet=True)
    endpoint = scene.spec.endpoint(chosen.get("endpoint", first.default))
    if not endpoint.timed or len(endpoint.landmarks) < 2:
        return (first,)
    times = [(format_at(at), f"{format_at(at)} {words.unit_short}") for at in endpoint.landmarks]
    label = words.say("sensitivity.alone_at")
    return first, one_of("alone_at", label, times, segmented=True)


def drawn_of(given: Given, estimates: Sequence[Estimate]) -> list[Estimate]:
    """Return the estimates at the landmark that was chosen."""
    at = given.chosen.get("alone_at")
    return [e for e in estimates if e.at is None or at in (None, format_at(e.at))]


def way_of(words: Words, e: Estimate) -> str:
    """Return how an estimate counts, in the few words a row has room for."""
    return of_group(words, e, words.say(f"alone.{e.method[0].id}"))


def of_group(words: Words, e: Estimate, way: str) -> str:
    """Return a way to count, with its arm where the study has arms."""
    return f"{words.arm(e.group)}: {way}" if words.spec.arms else way


def said_of(lines: Sequence[str]) -> Text:
    """Return the answer in sentences, a line for each group."""
    return Text("  \n".join(map(plain, lines)), "answer")


def panel_of(
    given: Given,
    result: Result,
    answer: Sequence[str],
    *,
    name: Name = way_of,
    kind: str = "ways",
    more: Sequence[Block] = (),
    estimates: Sequence[Estimate] | None = None,
    lines: Sequence[Line] = (),
) -> Panel:
    """Draw the answer, every way as a row of one picture, and all of them as a table.

    Parameters
    ----------
    given, result
        The choices, and the result the estimates are from.
    answer
        Sentences that stand first.
    name
        What a row is called.
    kind
        Of its texts and files: ``sensitivity.ways_times``, ``efs-ways``.
    more
        Blocks between the picture and the table.
    estimates
        The rows; by default all of the result.
    lines
        Numbers from elsewhere, across the picture.
    """
    words, endpoint = given.words, given.endpoint
    rows = result.estimates if estimates is None else estimates
    drawn = drawn_of(given, rows)
    names = [name(words, e) for e in drawn]
    at = next((format_at(e.at) for e in drawn if e.at), "")
    title = words.say("sensitivity.alone_axis", at=at, unit=words.unit) if at else ""
    figure = interval_figure(drawn, names, given.look, x_title=title, lines=lines)
    said = [f"{n}: {words.printed(e)}" for n, e in zip(names, drawn, strict=True) if e.finite]
    alt = "; ".join(said) or words.say("interval.none")
    times = [f"{format_at(e.at)} {words.unit_short}: " if e.at else "" for e in rows]
    named = [(time + name(words, e), e) for time, e in zip(times, rows, strict=True)]
    table = Cells(
        estimates_table(named, words.language, words.marks, p_values=False, names=given.look.names)
    )
    blocks: list[Block] = [said_of(answer)] if answer else []
    folded = Folded(words.say("sensitivity.alone_table"), (table,))
    blocks += [Picture(f"{endpoint.id}-{kind}", figure, alt, (result,)), *more]
    if endpoint.timed and result.n_missing:
        blocks.append(Text(words.say("survival.missing", n=result.n_missing), "caption"))
    blocks.append(folded)
    method = words.say(f"sensitivity.{kind}_{'times' if endpoint.timed else 'proportion'}")
    return Panel(tuple(blocks), method, file=f"{endpoint.id}-{kind}-all")
