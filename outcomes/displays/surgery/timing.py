"""Time to conversion surgery: cumulative incidence, and the naive number it replaces."""

from __future__ import annotations

from outcomes.displays.base.choice import Chosen
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Cells, Panel, Picture, Text
from outcomes.displays.base.words import Words, plain
from outcomes.displays.surgery.steps import rate_of
from outcomes.figures.base.table import Table
from outcomes.figures.curve_plot.compared import naive_incidence_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_at, format_of, format_p, format_percent

HEIGHT = 230  # pixels of the plot


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: the incidence with death competing, and without."""
    incidence = "surgery.incidence:conversion_incidence"
    return {"incidence": request(incidence), "naive": request(incidence, naive=True)}


def draw(given: Given) -> Panel:
    """Draw the cumulative incidence of surgery beside the naive curve, and why it is not used."""
    words, scene, result, naive = given.words, given.scene, given["incidence"], given["naive"]
    if not result.curves:
        why = "; ".join(words.note(note) for note in result.notes)
        missing = words.say("conversion.timing.missing", why=why)
        radical = scene.surgery == "radical"
        said = words.say("conversion.no_conversion") if radical else missing
        return Panel((Text(plain(said), "info"),), quiet=("incidence", "naive"))
    gray, look = result.pick("statistic"), given.wide(height=HEIGHT)
    tested = scene.compares and given.p_values and gray is not None and gray.p_value is not None
    lines = [_naive_sentence(words, result, naive)]
    if tested and gray is not None:
        p = format_p(gray.p_value, symbol=True) + words.marks.at(gray)
        lines.append(words.say("conversion.gray", p=p))
    origin = scene.surgery_origin
    figure = naive_incidence_figure(
        result, naive, look, naive_name=words.say("conversion.naive"),
        above=[x for x in lines if x], x_title=_x_title(words, origin),
        y_title=words.say("conversion.axis"),
    )  # fmt: skip
    alt = " ".join(x for x in lines if x) or words.say("curve.none")
    blocks: list[Block] = [Picture("conversion-incidence", figure, alt, (result, naive)),
                           Cells(_incidence_table(words, result, naive))]  # fmt: skip
    if result.n_missing:
        blocks.append(Text(words.say("survival.missing", n=result.n_missing), "caption"))
    details = words.say(
        "conversion.timing.details", origin=words.say_or(f"origin.{origin}", origin)
    )
    return Panel(tuple(blocks), words.say("conversion.timing.method"), details, quiet=("naive",))


def _naive_sentence(words: Words, result: Result, naive: Result) -> str:
    """Return what 1 − Kaplan–Meier would say at the last time, and what is so."""
    pairs = {g: tuple(_last(part, g) for part in (result, naive)) for g in words.labels}
    known = {g: p for g, p in pairs.items() if all(e and e.value is not None for e in p)}
    true, wrong = (
        words.say("list.comma").join(_share(words, p[i]) for p in known.values()) for i in (0, 1)
    )
    at = max((e.at or 0.0 for p in known.values() for e in p if e), default=0.0)
    if not true:
        return ""
    return words.say("conversion.naive_sentence", at=format_at(at), unit=words.unit,
                     naive=wrong, true=true)  # fmt: skip


def _share(words: Words, e: Estimate | None) -> str:
    if e is None:
        return ""
    share = format_percent(e.value, e.n) + words.marks.at(e)
    alone = len(words.labels) == 1
    return share if alone else words.say("conversion.in_arm", value=share, arm=words.arm(e.group))


def _last(result: Result, group: str) -> Estimate | None:
    mine = [e for e in result.all("cumulative_incidence") if e.group == group]
    return mine[-1] if mine else None


def _incidence_table(words: Words, result: Result, naive: Result) -> Table:
    """Return per group the crude proportion, the incidence by each time, and the naive number."""
    unit = words.unit_short
    times = sorted({e.at for e in result.all("cumulative_incidence") if e.at is not None})
    last = times[-1]
    heads = [words.say("column.arm"), words.say("conversion.column.crude")]
    heads += [words.say("conversion.column.incidence", at=format_at(t), unit=unit) for t in times]
    heads += [words.say(f"conversion.column.{c}", at=format_at(last), unit=unit)
              for c in ("naive", "waiting")]  # fmt: skip
    rows = []
    for group, label in {**words.labels, "all": words.say("group.all")}.items():
        cells = [result.pick("cumulative_incidence", group, t) for t in times]
        first, waiting = cells[0], result.pick("n_waiting", group, last)
        if first is None or waiting is None:
            continue
        wrong = naive.pick("cumulative_incidence", group, last)
        rows.append((
            label, format_of(first.n_events or 0, first.n or 0),
            *(words.cell(e, "cumulative_incidence") for e in cells),
            words.awaited if naive.awaited else
            format_percent(wrong.value if wrong else None, first.n) + words.marks.at(wrong),
            f"{waiting.value or 0:.0f}",
        ))  # fmt: skip
    return Table(tuple(heads), tuple(rows))


def _x_title(words: Words, origin: str) -> str:
    said = words.say_or(f"origin.{origin}", origin.replace("_", " "))
    return words.say("axis.time", unit=words.say(f"axis.{words.spec.study.time_unit}"), origin=said)


TIMING = Display("surgery.timing", ask, draw, about=rate_of, tests=True)
