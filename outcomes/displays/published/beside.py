"""Published results of an endpoint: off by default; drawn and tabulated once asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from outcomes.displays.base.choice import Choice, Chosen, one_of, switch
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Cells, Panel, Picture, Text
from outcomes.displays.base.words import Words
from outcomes.displays.published.rows import (
    CAUTION,
    SETTINGS,
    Asked,
    measure_of,
    own_rows,
    printed_of,
    quantities_of,
    rows_of,
    setting_of,
)
from outcomes.displays.survival.comparisons import contrast_requests, curve_request
from outcomes.figures.base.table import Table
from outcomes.figures.row_plot.published import PublishedRow, published_figure
from outcomes.model.plan.benchmarks import Published, PublishedQuantity, check_benchmark
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.note import Method
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_number, format_p

HEADS = ("trial", "arm", "n", "estimate", "p", "read", "remarks")


def choose_published(words: Words) -> Choice:
    """Return the switch; one answer for all tabs."""
    return switch("published", words.say("published.show"), help=words.say("published.help"))


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the switch, and once it is on, which quantity."""
    endpoint = scene.spec.endpoint(chosen["endpoint"])
    offered = quantities_of(scene.published, endpoint)
    if not offered:
        return ()
    asked = (choose_published(words),)
    if not chosen.get("published"):
        return asked
    options = [(code, _title(words, quantity)) for code, quantity in offered.items()]
    what = one_of("published_what", words.say("published.what"), options, quiet=True, width=420)
    return (*asked, what)


def _asked(scene: Scene, chosen: Chosen) -> Asked | None:
    """Return what is shown; None where nothing is."""
    if not chosen.get("published"):
        return None
    endpoint = scene.spec.endpoint(chosen["endpoint"])
    return quantities_of(scene.published, endpoint).get(chosen.get("published_what", ""))


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions for this study's own estimates of the same quantity."""
    endpoint, asked = scene.spec.endpoint(chosen["endpoint"]), _asked(scene, chosen)
    if asked is None or asked.measure != measure_of(endpoint):
        return {}
    if asked.quantity == "hazard_ratio":
        return contrast_requests(scene, endpoint)
    if asked.quantity == "proportion":
        return {"own": request("proportions.rates:proportion", endpoint.id)}
    return {"own": curve_request(endpoint)}


def draw(given: Given) -> Panel:
    """Draw one figure and one table per setting."""
    words, scene, asked = given.words, given.scene, _asked(given.scene, given.chosen)
    if asked is None:
        return Panel(())
    caution = words.note(CAUTION)
    blocks: list[Block] = [Text(caution, "heading")]
    own = own_rows(words, asked, given.answers)
    home = setting_of(scene.spec, given.endpoint)
    if own and home not in SETTINGS:
        blocks.append(_picture(given, asked, "own", own))
    for setting in SETTINGS:
        trials = [p for p in scene.published if p.setting == setting]
        rows = [row for p in trials for row in rows_of(words, p, asked)]
        if rows:
            mine = own if home == setting else []
            blocks.append(_picture(given, asked, setting, [*mine, *rows]))
            blocks.append(Cells(table_of(words, trials, asked)))
    blocks.append(Text(words.say("published.method"), "caption"))
    return Panel(tuple(blocks), quiet=tuple(given.answers))


def _picture(given: Given, asked: Asked, setting: str, rows: Sequence[PublishedRow]) -> Picture:
    words, look = given.words, given.look
    caution, title = words.note(CAUTION), _title(words, asked)
    figure = published_figure(rows, replace(look, caption=(*look.caption, caution)), x_title=title)
    said = "; ".join(f"{r.block}, {r.name}: {r.estimate.value:.3g}" for r in rows if r.drawn)
    numbers = tuple(r.estimate if r.own else _as_published(r) for r in rows)
    endpoint = given.endpoint.id
    drawn = (Result("published", endpoint, estimates=numbers, notes=(CAUTION,)),)
    name = words.say(f"published.{setting}") if setting in SETTINGS else ""
    return Picture(
        f"{endpoint}-published-{setting}", figure, f"{title}. {caution} {said}", drawn, name
    )


def _as_published(row: PublishedRow) -> Estimate:
    """Return a printed number with where it was printed."""
    return replace(row.estimate, method=(Method("published", trial=row.block, row=row.name),))


def _title(words: Words, asked: Asked) -> str:
    """Return the quantity with its unit, as the figure's axis and the control say it."""
    measure = words.say_or(f"published.measure.{asked.measure}", asked.measure.replace("_", " "))
    said = words.say(f"published.{asked.quantity}", measure=measure, unit=words.unit,
                     at=f"{asked.at or 0:g}", months=words.say("unit.months"))  # fmt: skip
    return said[:1].upper() + said[1:]


def table_of(words: Words, published: Sequence[Published], asked: Asked) -> Table:
    """Return a row per printed number: as it was printed, with provenance and remarks."""
    heads = tuple(words.say(f"published.column.{head}") for head in HEADS)
    rows = (row for trial in published for row in _table_rows(words, trial, asked))
    return Table(heads, tuple(rows))


def _table_rows(words: Words, trial: Published, asked: Asked) -> Iterator[tuple[str, ...]]:
    for place, item in enumerate(printed_of(trial, asked)):
        arm = trial.arm(item.arm)
        n = item.denominator or (arm.n if arm else None)
        name = arm.label if arm else words.say("group.all")
        if item.adjusted or item.method:
            name += f" ({item.method or words.say('published.adjusted_word')})"
        said = [words.say(f"published.from_{trial.provenance}"), trial.citation, trial.source]
        remarks = [*trial.flags, *check_benchmark(trial)]
        first = place == 0
        yield (
            f"{trial.label} ({trial.design}; n = {trial.n})" if first else "",
            name,
            "–" if n is None else str(n),
            _printed(words, item),
            "" if item.p_value is None else format_p(item.p_value),
            ". ".join(said) if first else "",
            "; ".join(remarks) if first else "",
        )


def _printed(words: Words, item: PublishedQuantity) -> str:
    """Return a number as it stands in the publication."""
    if item.percent is not None:
        value, decimals = f"{format_number(item.percent, item.decimals)}%", item.decimals
    elif item.value is None:
        value, decimals = "", 0
    else:
        decimals = 2 if "ratio" in item.quantity else 1
        value = format_number(item.value, decimals)
    if item.numerator is not None:
        value = f"{item.numerator}/{item.denominator}" + (f" ({value})" if value else "")
    if not item.interval:
        return value
    low, high = (format_number(limit, decimals) for limit in item.interval)
    if item.level is None:
        return f"{value} ({words.say('published.no_level')} {low}–{high})"
    level = format_number(100 * item.level, 0 if item.level == 0.95 else 1)
    return f"{value} ({words.say('number.ci', level=level)} {low}–{high})"


PUBLISHED = Display("published.beside", ask, draw, choices)
