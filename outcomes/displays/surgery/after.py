"""Survival after conversion surgery without immortal time, and the warning of it."""

from __future__ import annotations

from dataclasses import replace

from outcomes.displays.base.choice import Choice, Chosen, one_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Beside, Block, Cells, Panel, Picture, Text
from outcomes.displays.base.said.context import x_title, y_title
from outcomes.displays.base.words import Words, plain
from outcomes.displays.survival.means import single
from outcomes.figures.base.describe import describe
from outcomes.figures.base.table import Table
from outcomes.figures.curve_plot.compared import moving_curves_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Result
from outcomes.wording import format_at, format_p

LANDMARKS = (4.0, 6.0, 9.0)  # months, where the protocol names none
HALF_PAGE, HEIGHT = 414, 230  # pixels the figure has beside the table on a usual page


def no_conversion(scene: Scene, words: Words) -> str:
    """Return why there is nothing after conversion: no times, or no conversion."""
    if not single(scene):
        return words.say("conversion.not_timed")
    return words.say("conversion.no_conversion") if scene.surgery == "radical" else ""


def landmarks_of(scene: Scene) -> tuple[float, ...]:
    """Return the landmarks of the protocol, in months."""
    rules = scene.spec.conversion
    return rules.landmarks if rules and rules.landmarks else LANDMARKS


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint, and which curves: moving at surgery, or from a landmark on."""
    endpoints = [(e.id, words.endpoint(e)) for e in single(scene)]
    months = words.say("unit.months")
    views = [("moving", words.say("conversion.after.simon_makuch"))]
    views += [
        (format_at(at), words.say("conversion.after.landmark", at=format_at(at), unit=months))
        for at in landmarks_of(scene)
    ]
    return (
        one_of("conv_endpoint", words.say("conversion.after.endpoint"), endpoints, default="os",
               width=260, name="endpoint"),
        one_of("conv_from", words.say("conversion.after.view"), views, segmented=True),
    )  # fmt: skip


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: moving and landmark comparisons, and the naive one."""
    name = chosen["endpoint"]
    asked = {
        "moving": request("surgery.landmark:time_dependent_cox", name),
        "naive": request("surgery.survival:naive_comparison", name),
    }
    for at in landmarks_of(scene):
        asked[format_at(at)] = request("surgery.survival:landmark_groups", name, at=at)
    if scene.spec.endpoint(name).origin == scene.surgery_origin:
        asked["incidence"] = request("surgery.incidence:conversion_incidence")
    return asked


def draw(given: Given) -> Panel:
    """Draw the curves beside every honest comparison, under the warning of the naive one."""
    words, moving = given.words, given["moving"]
    if not moving.curves:
        why = "; ".join(words.note(note) for note in moving.notes)
        return Panel((Text(plain(why), "info"),), quiet=tuple(given.answers))
    shown = given.chosen["conv_from"]
    method, details = words.say("conversion.after.method"), words.say("conversion.after.details")
    quiet = tuple(name for name in given.answers if name != shown)
    if given.scene.post_baseline:  # whoever is left was chosen by what came later
        wall = Text(words.say("wall.post_baseline"), "info")
        return Panel((wall, _picture(given, given[shown].described())), method, details, quiet)
    landmarks = {at: given[format_at(at)] for at in landmarks_of(given.scene)}
    table = _table(words, moving, landmarks, p_values=given.p_values)
    right = Cells(table, words.say("conversion.after.hr"))
    blocks: list[Block] = [Beside(((_picture(given, given[shown]),), (right,)), (10, 11))]
    warning = _warning(words, given["naive"], moving)
    if warning:
        blocks.insert(0, Text(warning, "warning"))
    return Panel(tuple(blocks), method, details, quiet)


def _warning(words: Words, naive: Result, moving: Result) -> str:
    """Return what the naive comparison would say, and that it is wrong."""
    wrong, true = naive.pick("hazard_ratio"), moving.pick("hazard_ratio")
    if wrong is None or wrong.value is None:
        return ""
    if true is None or true.value is None:
        return words.prose("conversion.warning_only", naive=words.printed(wrong))
    return words.prose("conversion.warning", naive=words.printed(wrong), true=words.printed(true))


def _labels(words: Words) -> dict[str, str]:
    """Return the labels of both groups, behind those of the arms: their colors are no arm's."""
    arms = {f"arm {i}": "" for i in range(max(len(words.labels), 2))}
    groups = ("no_conversion", "conversion")
    return arms | {group: words.say(f"conversion.{group}_group") for group in groups}


def _picture(given: Given, shown: Result) -> Picture:
    words, endpoint, labels = given.words, given.endpoint, _labels(given.words)
    look = replace(given.wide(HALF_PAGE, HEIGHT), labels=labels)
    months = next((e.at for e in shown.estimates if e.at is not None), None)
    title, immortal = x_title(words, endpoint), words.say("conversion.lived_to_operation")
    if months is not None:
        unit = words.spec.study.time_unit
        immortal = words.say("conversion.lived_to_landmark")
        title = words.say("conversion.since_landmark", at=format_at(months),
                          Unit=words.say(f"axis.{unit}"), unit=words.unit)  # fmt: skip
    figure = moving_curves_figure(
        shown, look, x_title=title, y_title=y_title(words, endpoint),
        first=_first_surgery(given.answers.get("incidence")), below=(immortal,),
    )  # fmt: skip
    alt = describe(_named(shown), labels, language=words.language, marks=words.marks)
    return Picture("after-conversion", figure, alt, (shown,))


def _named(shown: Result) -> Result:
    """Name the reference of a time-dependent ratio: those not, or not yet, operated on."""
    reference = shown.curves[0].group if shown.curves else None
    estimates = (
        replace(e, reference=reference) if e.quantity == "hazard_ratio" else e
        for e in shown.estimates
    )
    return replace(shown, estimates=tuple(estimates))


def _first_surgery(incidence: Result | None) -> float | None:
    """Return when the first patient was operated on, on the clock of the endpoint."""
    curves = incidence.curves if incidence else ()
    times = [t for c in curves for t, n in zip(c.time, c.n_events, strict=True) if n > 0]
    return min(times, default=None)


def _table(
    words: Words, moving: Result, landmarks: dict[float, Result], *, p_values: bool
) -> Table:
    """Return one row per analysis: ratio, p, numbers operated on, left out, operated on later."""
    heads = ["conversion.column.analysis", "conversion.column.hr"]
    heads += ["column.p_value"] if p_values else []
    heads += [f"conversion.column.{h}" for h in ("operated", "excluded", "later")]
    unit = words.say("unit.months.short" if words.language == "en" else "unit.months")
    rows = [_row(words, words.say("conversion.row.time_dependent"), moving, p_values=p_values)]
    test = moving.pick("statistic")
    if test and test.value is not None:
        printed = words.cell(test, "statistic")
        p = [_unbroken(format_p(test.p_value))] if p_values else []
        rows.append((words.say("conversion.row.mantel_byar"), printed, *p, "", "", ""))
    for at, result in landmarks.items():
        name = _unbroken(words.say("conversion.row.landmark", at=format_at(at), unit=unit))
        rows.append(_row(words, name, result, p_values=p_values))
    return Table(tuple(map(words.say, heads)), tuple(rows))


def _row(words: Words, name: str, result: Result, *, p_values: bool) -> tuple[str, ...]:
    e = result.pick("hazard_ratio")
    if e is None:
        return (name, *[""] * (4 + p_values))
    p = [_unbroken(format_p(e.p_value)) if e.p_value is not None else ""] if p_values else []
    operated = result.pick("median", "conversion")
    early, ended, later = (
        result.pick(q) for q in ("n_excluded_event", "n_excluded_end", "n_later")
    )
    counts = ["", "", ""]
    if early and ended and later:
        excluded = (early.value or 0) + (ended.value or 0)
        counts = [str(operated.n if operated else 0), f"{excluded:.0f}", f"{later.value:.0f}"]
    return (name, words.cell(e, "hazard_ratio"), *p, *counts)


def _unbroken(words: str) -> str:
    return words.replace(" ", "\u00a0")


AFTER = Display("surgery.after", ask, draw, choices, no_conversion, tests=True)
