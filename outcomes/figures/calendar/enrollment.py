"""Enrollment and events in calendar time: against the plan, and where they are heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from outcomes.figures.base.look import Look, arm_color, arm_dash
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.curve_plot.curves import Drawn, survival_figure
from outcomes.figures.engine.axes import count_axis, date_axis
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Bars, Layer, Line, Rule, Words
from outcomes.figures.engine.plot import End, Panel, Plot
from outcomes.results.result import Curve, Estimate, Result
from outcomes.wording import format_count, format_date

MOST_BARS = 72  # of several groups beside each other in half a page
FANS = (("95", 0.12), ("80", 0.2))


def accrual_figure(result: Result, look: Look, *, projection: Result | None = None) -> Figure:
    """Draw cumulative enrollment by group against the plan, with the projection where there is one.

    Parameters
    ----------
    result
        Analysis ``accrual``: curves ``accrual`` per group and ``planned``, in days since
        1970-01-01. Groups without a label are shown by their id.
    projection
        Analysis ``projection``: curves ``projected_accrual_95`` and ``_80``.
    """
    observed = [c for c in result.curves if c.quantity == "accrual"]
    if not observed:
        return _nothing(result, look)
    look = _named(observed, look)
    # The plan is for everybody: beside single arms or sites it would look unreachable.
    whole = [c.group for c in observed] == ["all"]
    plan = [c for c in result.curves if c.quantity == "planned" and whole]
    fans = _fans(projection, "projected_accrual") if whole else []
    target = result.pick("planned_n") if whole else None
    shown = [*observed, *fans, *plan]
    y = count_axis(max(map(_most, shown)), look.say("axis.patients_cumulative"))
    last, cutoff = max(c.time[-1] for c in shown), max(c.time[-1] for c in observed)
    layers: list[Layer] = _cutoff(cutoff, look) if last > cutoff else []
    if target and target.value and target.value <= y.high:
        layers += _target(target.value, look)
    said = look.say("accrual.plan")
    layers += [*_fan_lines(fans, look), *(_line(c, said, look.muted, "4px,3px") for c in plan)]
    ends = [End(said, c.value[-1], look.muted) for c in plan]
    for c in observed:
        name, dash = _name(c, look), arm_dash(look.place(c.group))
        everybody = _everybody(c.group, look)
        color = look.ink if everybody else look.color(c.group)
        layers.append(replace(_line(c, name, color, dash), step=True))
        ends.append(End(name, c.value[-1], color if everybody else look.word_color(c.group)))
    if fans:
        ends.append(End(look.say("accrual.projection"), fans[0].value[-1], look.ink))
    x = date_axis(look, min(c.time[0] for c in shown), last)
    above = accrual_lines(result, projection, look.language)
    return figure_of(Plot((Panel(tuple(layers), tuple(ends)),), x, y, above=above), look)


def accrual_lines(
    result: Result, projection: Result | None = None, language: str = "en"
) -> tuple[str, ...]:
    """Return enrollment against the plan, and the projected completion, as sentences."""
    look = Look(language)
    words = [look.say("accrual.line.n", n=format_count(result.n or 0))]
    for key in ("planned_n", "expected_n"):
        found = result.pick(key, "all")
        if found and found.value is not None:
            words.append(look.say(f"accrual.line.{key}", number=format_count(found.value)))
    done = projection.pick("completion_date") if projection else None
    if done and done.value is not None and done.interval:
        words.append(look.say("accrual.line.completion", date=date_words(done, language)))
    return (" · ".join(words),)


def date_words(estimate: Estimate, language: str = "en") -> str:
    """Return a projected date with its interval: ``2026-09-14 (95% PI 2026-08-01 to …)``."""
    look = Look(language)

    def said(day: float | None) -> str:
        if day is None:
            return "NE"
        return look.say("number.not_reached") if day > 1e6 else format_date(day)

    if estimate.interval is None:
        return said(estimate.value)
    level = round(100 * estimate.interval.level)
    low, high = said(estimate.interval.low), said(estimate.interval.high)
    return f"{said(estimate.value)} ({level}% PI {low} {look.say('number.to')} {high})"


def monthly_bars(result: Result, look: Look) -> Figure:
    """Draw the number enrolled in each calendar month; several groups stand side by side.

    Where these would be too many bars to be told apart they are of quarters.
    """
    curves = _enrolling(result)
    if not curves:
        return _nothing(result, look)
    look, quarters = _named(curves, look), in_quarters(result)
    several, half = len(curves) > 1, 46 if quarters else 16  # days
    curves = list(map(_quarterly, curves)) if quarters else curves
    bars = tuple(
        Bars(c.time, c.value, look.muted if _everybody(c.group, look) else look.color(c.group),
             _name(c, look) if several else "")
        for c in curves
    )  # fmt: skip
    key = tuple((_name(c, look), "■", look.word_color(c.group)) for c in curves if several)
    x = date_axis(look, curves[0].time[0] - half, curves[0].time[-1] + half)
    title = look.say("axis.patients_quarter" if quarters else "axis.patients_month")
    y = count_axis(max(map(_most, curves)), title)
    return figure_of(Plot((Panel(bars),), x, y, key=key, share=0.65), look)


def in_quarters(result: Result) -> bool:
    """Whether there are more bars of months, of several groups, than can be told apart."""
    curves = _enrolling(result)
    return len(curves) > 1 and sum(len(c.time) for c in curves) > MOST_BARS


def _quarterly(curve: Curve) -> Curve:
    """Return the counts of calendar quarters, each in the middle of its months."""
    found: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for day, n in zip(curve.time, curve.value, strict=True):
        year, month = map(int, format_date(day).split("-")[:2])
        found.setdefault((year, (month - 1) // 3), []).append((day, n))
    days = tuple(sum(day for day, _ in months) / len(months) for months in found.values())
    return replace(curve, time=days, value=tuple(sum(n for _, n in m) for m in found.values()))


def _enrolling(result: Result) -> list[Curve]:
    """Return the months up to the last in which somebody was enrolled: later ones are empty."""
    curves = [c for c in result.curves if c.quantity == "monthly"]
    months = [month for c in curves for month, n in zip(c.time, c.value, strict=True) if n]
    last = max(months, default=0.0)
    kept = [sum(month <= last for month in c.time) or len(c.time) for c in curves]
    return [
        replace(c, time=c.time[:n], value=c.value[:n]) for c, n in zip(curves, kept, strict=True)
    ]


def events_projection(result: Result, look: Look) -> Figure:
    """Draw the projected number of events after the data cut-off, with 80 % and 95 % intervals."""
    fans = _fans(result, "projected_events")
    if not fans:
        return _nothing(result, look)
    done = result.pick("events_date")
    above: tuple[str, ...] = ()
    if done and done.value is not None:
        date = date_words(done, look.language)
        line = "events.reached" if done.interval is None else "events.line"
        above = (look.say(line, n=format_count(result.n_events or 0), date=date),)
    x = date_axis(look, fans[0].time[0], fans[0].time[-1])
    y = count_axis(max(map(_most, fans)), look.say("axis.events_cumulative"))
    panel = Panel(tuple(_fan_lines(fans, look)))
    below = (look.say("events.fans"),)
    return figure_of(Plot((panel,), x, y, above=above, below=below, share=0.8), look)


def follow_up_figure(result: Result, look: Look, *, x_title: str | None = None) -> Figure:
    """Draw the reverse Kaplan–Meier curve of follow-up."""
    shown, title = Drawn(marks=False), look.say("axis.follow_up")
    return survival_figure(result, look, shown, above=(), x_title=x_title, y_title=title)


def _everybody(group: str, look: Look) -> bool:
    """Whether a group is that of all arms together: the color of one of them would lie."""
    return group == "all" and len(look.labels) > 1


def _nothing(result: Result, look: Look) -> Figure:
    return explanation(look.nothing(result.notes, "accrual.none"), look)


def _named(curves: Sequence[Curve], look: Look) -> Look:
    """Return a look that knows the groups: sites have no labels, but places and colors."""
    found = {c.group: look.label(c.group) for c in curves if c.group != "all"}
    known = not found or any(g in look.labels for g in found)
    return look if known else replace(look, labels=found)


def _name(curve: Curve, look: Look) -> str:
    return look.say("accrual.actual") if curve.group == "all" else look.label(curve.group)


def _most(curve: Curve) -> float:
    """Return the highest value or limit of a curve."""
    return max((*curve.value, *(limit for limit in curve.ci_high if limit is not None)))


def _line(curve: Curve, name: str, color: str, dash: str) -> Line:
    words = [format_count(value) for value in curve.value]
    return Line(curve.time, curve.value, color, dash=dash, words=words, name=name)


def _fans(projection: Result | None, name: str) -> list[Curve]:
    """Return the projected curves, the wider interval first."""
    curves = projection.curves if projection else ()
    return [c for level, _ in FANS for c in curves if c.quantity == f"{name}_{level}"]


def _fan_lines(fans: Sequence[Curve], look: Look) -> list[Line]:
    """Return the intervals, the wider one first, and the median with both in its hover."""
    color = look.muted if _everybody("all", look) else arm_color(0, look.theme)
    lines = [
        Line(c.time, c.value, color, 0, alpha=alpha, low=[v or 0.0 for v in c.ci_low],
             high=[v or 0.0 for v in c.ci_high])
        for c, (_, alpha) in zip(fans, FANS, strict=False)
    ]  # fmt: skip
    for c in fans[:1]:
        words = [
            f"{format_count(v)} (95% PI {format_count(a or 0)}–{format_count(b or 0)})"
            for v, a, b in zip(c.value, c.ci_low, c.ci_high, strict=True)
        ]
        median = _line(c, look.say("accrual.projection"), color, "2px,3px")
        lines.append(replace(median, words=words))
    return lines


def _cutoff(day: float, look: Look) -> list[Layer]:
    """Return the vertical line at the data cut-off and its name."""
    words = f"{look.say('accrual.cutoff')} {format_date(day)}"
    return [Rule(day, look.muted, "x", "dot", 1.0),
            Words(words, look.muted, day, 0.0, of="x", across="right", up="bottom", shift=(-5, 4),
                  smaller=1 - 1 / look.em)]  # fmt: skip


def _target(value: float, look: Look) -> list[Layer]:
    """Return the dotted line of the patients planned and its name."""
    words = look.say("accrual.target", n=format_count(value))
    return [Rule(value, look.muted, dash="dot", width=1.0),
            Words(words, look.muted, 0.0, value, of="y", up="bottom", shift=(6, 1),
                  smaller=1 - 1 / look.em)]  # fmt: skip
