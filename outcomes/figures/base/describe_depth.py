"""The figures in depth in words: effects over time, intervals, competing events, extrapolation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outcomes.figures.base.look import Look
from outcomes.figures.base.marks import NO_MARKS, Marks
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_at, format_number, format_percent, text

Labels = Mapping[str, str]


def describe_effect(
    result: Result,
    labels: Labels,
    *,
    language: str = "en",
    marks: Marks = NO_MARKS,
) -> str:
    """Return the hazard ratio of each interval in words, or why there is none."""
    look = Look(language, marks=marks)
    said = []
    for e in result.all("piecewise_hazard_ratio"):
        if e.value is not None:
            when = look.say("hazards.since", low=format_at(e.at or 0.0))
            name = f"{labels.get(e.group, e.group)}, {when}"
            said.append(_named(name, _printed(e, "hazard_ratio", look), look))
    return _joined(said, result, "hazards.none", look)


def describe_intervals(
    estimates: Sequence[Estimate],
    names: Sequence[str],
    *,
    language: str = "en",
    marks: Marks = NO_MARKS,
) -> str:
    """Return the estimates of an interval figure in words, by their names."""
    look = Look(language, marks=marks)
    said = [
        _named(name, _printed(e, e.quantity, look), look)
        for e, name in zip(estimates, names, strict=True)
    ]
    return _joined(said, Result("intervals"), "interval.none", look)


def describe_stacked(
    causes: Sequence[tuple[str, Result]], labels: Labels, *, language: str = "en"
) -> str:
    """Return how many had each event by the end of follow-up, per arm."""
    look = Look(language)
    said = []
    for group, label in labels.items():
        shares = []
        for name, result in causes:
            curve = next((c for c in result.curves if c.group == group and c.value), None)
            n = curve.n_at_risk[0] if curve and curve.n_at_risk else 0
            if curve and n:
                shares.append(f"{name} {format_percent(curve.value[-1], n)}")
        if shares:
            said.append(_named(label, look.say("list.comma").join(shares), look))
    first = causes[0][1] if causes else Result("cumulative_incidence")
    return _joined(said, first, "curve.none", look)


def describe_extrapolation(result: Result, labels: Labels, *, language: str = "en") -> str:
    """Return what each model says survival is at the end of the axis, per arm."""
    look = Look(language)
    said = []
    for curve in result.curves:
        group, _, model = curve.group.partition(":")
        if group in labels and curve.value:
            at = format_number(curve.time[-1], 0)
            model = text(f"how.{model}", language, default=model)
            name = f"{labels[group]}, {model}, {at}"
            unit = look.say(f"unit.{curve.unit or 'months'}")
            said.append(_named(f"{name} {unit}", format_percent(curve.value[-1]), look))
    return _joined(said, result, "extrapolation.none", look)


def _printed(e: Estimate, kind: str, look: Look) -> str:
    if e.value is None:
        return look.absent(e)
    return look.printed(e, kind)


def _named(name: str, words: str, look: Look) -> str:
    return look.say("alt.named", name=name, words=words)


def _joined(said: Sequence[str], result: Result, nothing: str, look: Look) -> str:
    stop = look.say("alt.stop")
    found = list(said) or [look.tell(next(iter(result.notes), look.say(nothing))).rstrip(stop)]
    return stop.join(found) + stop.strip()
