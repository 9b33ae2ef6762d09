"""Enrollment and events in calendar time: against the plan, and where they are heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import (
    End,
    Frame,
    count_axis,
    date_axis,
    days,
    end_names,
    ends_room,
    framed,
    iso,
)
from outcomes.figures.base.look import Look, arm_color, arm_dash, word_color
from outcomes.figures.base.style import Spec, explanation, figure
from outcomes.figures.base.text import plain
from outcomes.figures.calendar.calendar_lines import (
    cutoff_mark,
    fan_traces,
    fans_of,
    group_name,
    level_line,
    level_name,
    line_of,
    most,
)
from outcomes.figures.curve_plot.curves import survival_figure
from outcomes.results.result import Curve, Estimate, Result
from outcomes.wording import format_count


def accrual_figure(
    result: Result,
    *,
    labels: Mapping[str, str] | None = None,
    projection: Result | None = None,
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 360,
    caption: Sequence[str] = (),
    plot_height: int | None = None,
) -> go.Figure:
    """Draw cumulative enrollment by group against the plan, with the projection where there is one.

    Parameters
    ----------
    result
        Analysis ``accrual``: curves ``accrual`` per group and ``planned``, in days since
        1970-01-01.
    labels
        Label by group in protocol order; groups it lacks are shown by their id.
    projection
        Analysis ``projection``: curves ``projected_accrual_95`` and ``_80``.
    """
    look = Look(language, theme, size, width)
    observed = [c for c in result.curves if c.quantity == "accrual"]
    if not observed:
        return explanation(next(iter(result.notes), look.say("accrual.none")), look)
    named = labels or {c.group: c.group for c in observed if c.group != "all"}
    # The plan is for everybody: beside single arms or sites it would look unreachable.
    whole = [c.group for c in observed] == ["all"]
    plan = [c for c in result.curves if c.quantity == "planned" and whole]
    fans = fans_of(projection, "projected_accrual") if whole else []
    target = result.pick("planned_n") if whole else None
    drawn = [*observed, *fans, *plan]
    height = plot_height or look.plot_height
    y, top = count_axis(look, max(most(c) for c in drawn))
    lines, ends = _accrual_lines(observed, plan, named, look)
    if fans:
        ends.append(End(look.say("accrual.projection"), fans[0].value[-1], look.ink))
    frame = Frame(
        look, height, above=accrual_lines(result, projection, language), below=caption,
        y_title=look.say("axis.patients_cumulative"), right=ends_room(look, ends),
    )  # fmt: skip
    first, last = min(c.time[0] for c in drawn), max(c.time[-1] for c in drawn)
    spec = framed(frame, date_axis(look, first, last), y)
    cutoff = max(c.time[-1] for c in observed)
    spec["shapes"], marks = cutoff_mark(cutoff, look) if last > cutoff else ([], [])
    if target and target.value and target.value <= top:
        words = look.say("accrual.target", n=format_count(target.value))
        spec["shapes"].append(level_line(target.value, look))
        marks.append(level_name(words, target.value, look))
    spec["annotations"] += [*marks, *end_names(look, ends, top, height)]
    spec["hovermode"] = "x unified"
    return figure([*fan_traces(fans, look), *lines], spec)


def _accrual_lines(
    observed: Sequence[Curve], plan: Sequence[Curve], named: Mapping[str, str], look: Look
) -> tuple[list[Spec], list[End]]:
    """Return the planned and observed lines and the names at their ends."""
    name = look.say("accrual.plan")
    traces = [line_of(c, name, look.muted, "4px,3px", look) for c in plan]
    ends = [End(name, c.value[-1], look.muted) for c in plan]
    for curve in observed:
        place = place_of(curve.group, named)
        name = named.get(curve.group) or group_name(curve.group, look)
        color = arm_color(place, look.theme)
        traces.append(line_of(curve, name, color, arm_dash(place), look, shape="hv"))
        ends.append(End(name, curve.value[-1], word_color(place, look.theme)))
    return traces, ends


def accrual_lines(
    result: Result, projection: Result | None = None, language: str = "en"
) -> tuple[str, ...]:
    """Return enrollment against the plan, and the projected completion, as sentences."""
    look = Look(language)
    numbers = {q: result.pick(q, "all") for q in ("n", "planned_n", "expected_n")}
    n = result.n if result.n is not None else 0
    words = [look.say("accrual.line.n", n=format_count(n))]
    for key in ("planned_n", "expected_n"):
        found = numbers[key]
        if found and found.value is not None:
            words.append(look.say(f"accrual.line.{key}", number=format_count(found.value)))
    done = projection.pick("completion_date") if projection else None
    if projection and done and done.value is not None and done.interval:
        words.append(look.say("accrual.line.completion", date=date_words(done, language)))
    return (" · ".join(words),)


def date_words(estimate: Estimate, language: str = "en") -> str:
    """Return a projected date with its interval: ``2026-09-14 (95% PI 2026-08-01 to …)``."""
    look = Look(language)

    def said(day: float | None) -> str:
        return "NE" if day is None else look.say("number.not_reached") if day > 1e6 else iso(day)

    if estimate.interval is None:
        return said(estimate.value)
    level = round(100 * estimate.interval.level)
    low, high = said(estimate.interval.low), said(estimate.interval.high)
    return f"{said(estimate.value)} ({level}% PI {low} {look.say('number.to')} {high})"


def monthly_bars(
    result: Result,
    *,
    labels: Mapping[str, str] | None = None,
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 360,
    caption: Sequence[str] = (),
    plot_height: int | None = None,
) -> go.Figure:
    """Draw the number enrolled in each calendar month; several groups stand side by side."""
    look = Look(language, theme, size, width)
    curves = [c for c in result.curves if c.quantity == "monthly"]
    if not curves:
        return explanation(next(iter(result.notes), look.say("accrual.none")), look)
    named = labels or {c.group: c.group for c in curves if c.group != "all"}
    height = plot_height or round(0.65 * look.plot_height)
    y, _ = count_axis(look, max(most(c) for c in curves))
    bars = []
    for curve in curves:
        place = place_of(curve.group, named)
        name = named.get(curve.group) or group_name(curve.group, look)
        bars.append({
            "type": "bar", "x": days(curve.time), "y": curve.value, "name": plain(name),
            "marker": {"color": arm_color(place, theme), "line": {"width": 0}},
            "hovertemplate": "%{y:.0f}" + ("<extra></extra>" if len(curves) == 1 else ""),
        })  # fmt: skip
    key = [
        (named.get(c.group, c.group), word_color(place_of(c.group, named), theme)) for c in curves
    ]
    frame = Frame(
        look, height, below=caption, y_title=look.say("axis.patients_month"),
        key=key if len(key) > 1 else (),
    )  # fmt: skip
    first, last = curves[0].time[0] - 16, curves[0].time[-1] + 16
    spec = framed(frame, date_axis(look, first, last), y)
    spec |= {"bargap": 0.25, "bargroupgap": 0.05, "hovermode": "x unified"}
    return figure(bars, spec)


def events_projection(
    result: Result,
    *,
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 360,
    caption: Sequence[str] = (),
    plot_height: int | None = None,
) -> go.Figure:
    """Draw the projected number of events after the data cut-off, with 80 % and 95 % intervals."""
    look = Look(language, theme, size, width)
    fans = fans_of(result, "projected_events")
    if not fans:
        return explanation(next(iter(result.notes), look.say("accrual.none")), look)
    height = plot_height or round(0.8 * look.plot_height)
    y, _ = count_axis(look, max(most(c) for c in fans))
    done = result.pick("events_date")
    above = []
    if done and done.value is not None:
        above = [look.say("events.line", n=format_count(result.n_events or 0),
                          date=date_words(done, language))]  # fmt: skip
    frame = Frame(
        look, height, above=above, below=caption, y_title=look.say("axis.events_cumulative")
    )
    spec = framed(frame, date_axis(look, fans[0].time[0], fans[0].time[-1]), y)
    spec["hovermode"] = "x unified"
    return figure(fan_traces(fans, look), spec)


def follow_up_figure(result: Result, *, labels: Mapping[str, str], **options: object) -> go.Figure:
    """Draw the reverse Kaplan–Meier curve of follow-up; options as for `survival_figure`."""
    look = Look(str(options.get("language", "en")))
    options = {"y_title": look.say("axis.follow_up"), "censor_marks": False, **options}
    return survival_figure(result, labels=labels, **options)  # type: ignore[arg-type]
