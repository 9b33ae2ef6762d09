"""Standardized differences of the arms before and after weighting: the love plot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.row_plot.engine.axis import Axis
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Bar, Column, Mark, Panel, Row, RowPlot
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_number

WORSE = 0.005  # a difference that grew by less is printed as the same
LEAST = 0.25  # where axes end at least


def love_plot(
    result: Result, covariates: Mapping[str, str], look: Look, *, weighted: Result | None = None
) -> Figure:
    """Draw standardized differences per covariate, largest first, over what chance leaves.

    Parameters
    ----------
    result
        Analysis ``baseline``: quantities ``smd`` and ``smd_expected``, one per compared arm and
        covariate.
    covariates
        Labels of the covariates by id.
    weighted
        The same after weighting: filled marks, the unweighted ones then hollow.

    Notes
    -----
    A difference of means or of two proportions has a sign; the distance of several levels has
    none, and so an axis of its own.
    """
    known = _known(result)
    if not known:
        return explanation(next(iter(result.notes), look.say("balance.none")), look)
    after = _known(weighted) if weighted else []
    unsigned = {e.covariates[0] for e in known if e.made_by("multivariate")}
    chance = {(e.covariates[0], e.group): e.value or 0.0 for e in result.all("smd_expected")}
    order = _order(known)
    reach = max(LEAST, *(1.15 * abs(e.value or 0.0) for e in [*known, *after]),
                *(1.05 * value for value in chance.values()))  # fmt: skip
    panels = []
    for names, low, title in (
        ([n for n in order if n not in unsigned], -reach, "axis.smd"),
        ([n for n in order if n in unsigned], 0.0, "axis.smd_distance"),
    ):
        rows = (_row(n, covariates.get(n, n), (known, after), chance, low, look) for n in names)
        if names:
            axis = Axis(low, reach, title=look.say(title), null=0.0)
            panels.append(Panel(tuple(rows), axis))
    pairs = list(dict.fromkeys((e.group, e.reference) for e in known))
    key = tuple((look.label(group), look.word_color(group)) for group, _ in pairs)
    key = key if len(pairs) > 1 else ()
    key += ((look.say("balance.by_chance"), look.grid),) if chance else ()
    worse = [covariates.get(n, n) for n in order if _is_worse(n, known, after)]
    said = look.say("balance.worse", names=look.say("list.comma").join(worse))
    plot = RowPlot((Column(),), tuple(panels), above=tuple(_above(pairs, after, look)),
                   below=(said,) if worse else (), key=key, key_in_ink=True)  # fmt: skip
    return row_plot(plot, look)


def _above(
    pairs: Sequence[tuple[str, str | None]], after: Sequence[Estimate], look: Look
) -> Iterator[str]:
    """Yield who is compared with whom, and what the marks are."""
    if len(pairs) == 1:
        arm, reference = map(look.label, pairs[0])
        said = look.say("balance.pair", arm=arm, reference=reference)
        yield said[:1].upper() + said[1:]
    if after:
        names = (("○", "unadjusted"), ("●", "weighted"))
        yield "\u2003".join(f"{sign}\u00a0{look.say(f'balance.{name}')}" for sign, name in names)


def _known(result: Result) -> list[Estimate]:
    return [e for e in result.all("smd") if e.value is not None and e.covariates]


def _order(known: Sequence[Estimate]) -> list[str]:
    """Return the covariates, that with the largest difference first."""
    worst: dict[str, float] = {}
    for e in known:
        worst[e.covariates[0]] = max(worst.get(e.covariates[0], 0.0), abs(e.value or 0.0))
    return sorted(worst, key=lambda name: -worst[name])


def _is_worse(name: str, before: Sequence[Estimate], after: Sequence[Estimate]) -> bool:
    """Whether an arm is farther from the reference after weighting than it was."""
    was = {e.group: abs(e.value or 0.0) for e in before if e.covariates[0] == name}
    now = {e.group: abs(e.value or 0.0) for e in after if e.covariates[0] == name}
    return any(now[group] > was[group] + WORSE for group in was.keys() & now.keys())


def _row(
    name: str,
    label: str,
    differences: tuple[Sequence[Estimate], Sequence[Estimate]],
    chance: Mapping[tuple[str, str], float],
    low: float,
    look: Look,
) -> Row:
    marks, told = [], [label]
    before, after = differences
    for estimates, key in ((before, "unadjusted"), (after, "weighted")):
        for e in (e for e in estimates if e.covariates[0] == name):
            hollow = bool(after) and estimates is before
            marks.append(Mark(e.value or 0.0, color=look.color(e.group), hollow=hollow))
            when = f", {look.say(f'balance.{key}')}" if after else ""
            value = format_number(e.value or 0.0, 2) + look.marks.at(e)
            told.append(f"{look.label(e.group)}{when}: {value}")
    expected = max((v for (covariate, _), v in chance.items() if covariate == name), default=0.0)
    if expected:
        told.append(f"{look.say('balance.by_chance')}: {format_number(expected, 2)}")
    bars = (Bar(max(-expected, low), expected, look.grid),) if expected else ()
    return Row((label,), tuple(marks), bars, hover=tuple(told))
