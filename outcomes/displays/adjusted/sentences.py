"""What a sensitivity ladder says in words: short sentences made from its own numbers.

They describe; none of them concludes. What stays the trial's answer is always said.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from typing import Any

from outcomes.figures.base.marks import NO_MARKS, Marks
from outcomes.results.result import Estimate
from outcomes.wording import format_estimate, format_number, format_of, format_p, text, unplanned

NEGLIGIBLE = 0.05
"""A change of the log hazard ratio below it is called none."""
VISIBLE = 0.02
"""A difference of two log hazard ratios from which it is explained."""
IMBALANCE = 0.1
"""Standardized difference from which arms are called different."""


@dataclass(frozen=True, slots=True)
class Imbalance:
    """How many of each arm lie beyond the first level of the key covariate.

    ``distance`` is the standardized one over all ``n_levels`` of it.
    """

    label: str
    level: str
    arm: tuple[int, int]
    reference: tuple[int, int]
    distance: float | None = None
    n_levels: int = 2

    @property
    def more(self) -> bool:
        """Whether the arm has the larger share."""
        (a, n), (b, m) = self.arm, self.reference
        return bool(n and m) and a / n > b / m

    @property
    def difference(self) -> float | None:
        """The standardized difference of the two shares; None where nobody's answer varies."""
        p, q = (k / n for k, n in (self.arm, self.reference))
        spread = (p * (1 - p) + q * (1 - q)) / 2
        return (p - q) / sqrt(spread) if spread else None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The numbers the sentences are made from; None where a rung has none.

    Attributes
    ----------
    arm, reference
        Labels of the two arms.
    primary, unadjusted, adjusted, weighted
        Hazard ratios: as planned, without and with the key covariate (conditional), and with both
        arms weighted to the same distribution of it (marginal).
    adjusted_for, weighted_for
        What the two take into account, as it stands in a sentence.
    test, p_value, caveats
        The planned test, named, None under filters; the letters of its caveats.
    prognosis
        Hazard ratio of the key covariate beyond its first level, within the arms.
    truth
        What a simulation put in.
    exploratory, planned_in
        Whether others than the patients of the planned analysis are looked at, and its set.
    inferred
        Whether nobody wrote a protocol, so that nothing was planned.
    """

    arm: str
    reference: str
    primary: Estimate | None
    unadjusted: Estimate | None
    adjusted: Estimate | None
    weighted: Estimate | None
    imbalance: Imbalance | None
    adjusted_for: str = ""
    weighted_for: str = ""
    prognosis: Estimate | None = None
    test: str = ""
    p_value: float | None = None
    caveats: str = ""
    truth: float | None = None
    randomized: bool = True
    exploratory: bool = False
    planned_in: str = ""
    inferred: bool = False


def answer(ladder: Ladder, language: str = "en", marks: Marks = NO_MARKS) -> tuple[str, ...]:
    """Return what was planned and what the key adjustment gives, a sentence each."""
    say = _Speaker(language, marks, inferred=ladder.inferred)
    said = []
    if known(ladder.primary):
        test = ""
        if ladder.p_value is not None and not ladder.exploratory:
            p = format_p(ladder.p_value, symbol=True, language=language) + ladder.caveats
            test = say("reading.test", test=ladder.test, p=p)
        said.append(
            say(
                "reading.primary_in" if ladder.exploratory else "reading.primary",
                population=ladder.planned_in,
                arm=ladder.arm,
                reference=ladder.reference,
                value=say.ratio(ladder.primary),
                test=test,
            )
        )
    if known(ladder.adjusted):
        value = say.ratio(ladder.adjusted)
        key = "reading.key_here" if ladder.exploratory else "reading.key"
        said.append(say(key, covariate=ladder.adjusted_for, value=value))
    return tuple(said)


def why(ladder: Ladder, language: str = "en", marks: Marks = NO_MARKS) -> tuple[str, ...]:
    """Return why the rungs differ, as far as their numbers tell, and what stays the answer."""
    say = _Speaker(language, marks, inferred=ladder.inferred)
    said = [*_imbalance(ladder, say), *_decomposition(ladder, say), *_precision(ladder, say)]
    if known(ladder.primary) and known(ladder.adjusted) and not ladder.exploratory:
        said.append(say(_verdict(ladder)))
    if not ladder.randomized:
        said.append(say("reading.observational"))
    if ladder.truth is not None:
        said.append(say("reading.truth", truth=format_number(ladder.truth, 2)))
    return tuple(said)


def known(estimate: Estimate | None) -> bool:
    """Whether there is a number with an interval."""
    return estimate is not None and estimate.value is not None and estimate.interval is not None


class _Speaker:
    """Texts of one language."""

    def __init__(self, language: str, marks: Marks, *, inferred: bool) -> None:
        self.language, self.marks, self.inferred = language, marks, inferred

    def __call__(self, key: str, **values: Any) -> str:
        return text(unplanned(key) if self.inferred else key, self.language, **values)

    def ratio(self, e: Estimate | None) -> str:
        value, interval = (e.value, e.interval) if e else (None, None)
        words = format_estimate(value, interval, "hazard_ratio", language=self.language)
        return words + self.marks.at(e)

    def number(self, e: Estimate | None) -> str:
        value = None if e is None else e.value
        return format_number(value or 0.0, 2)


def _imbalance(ladder: Ladder, say: _Speaker) -> list[str]:
    found = ladder.imbalance
    if found is None or not (found.arm[1] and found.reference[1]):
        return []
    (a, n), (b, m) = found.arm, found.reference
    far = found.difference is None or abs(found.difference) >= IMBALANCE
    uneven = far and a * m != b * n  # where everybody is beyond it, nothing varies
    key = ("reading.more" if found.more else "reading.fewer") if uneven else "reading.balanced"
    said = [
        say(
            key,
            arm=ladder.arm,
            reference=ladder.reference,
            covariate=found.label,
            level=found.level,
            mine=format_of(*found.arm),
            theirs=format_of(*found.reference),
            smd=_distances(found, say),
        )
    ]
    if known(ladder.prognosis):
        value = say.ratio(ladder.prognosis)
        said.append(say("reading.prognosis", covariate=found.label, level=found.level, value=value))
    return said


def _distances(found: Imbalance, say: _Speaker) -> str:
    """Return the difference of the two shares, and by its own name that of all levels."""
    said = ""
    if found.difference is not None:
        said = say("reading.smd", smd=format_number(found.difference, 2))
    if found.distance is not None and found.n_levels > 2:
        distance = format_number(found.distance, 2)
        said += say("reading.distance", n=found.n_levels, distance=distance)
    return said


def _decomposition(ladder: Ladder, say: _Speaker) -> list[str]:
    """Return how much of the change is imbalance, and how much another question."""
    if not (known(ladder.unadjusted) and known(ladder.weighted) and known(ladder.adjusted)):
        return []
    values = {
        "unadjusted": say.number(ladder.unadjusted),
        "weighted": say.number(ladder.weighted),
        "adjusted": say.number(ladder.adjusted),
    }
    moved = abs(_log(ladder.weighted) - _log(ladder.unadjusted)) >= NEGLIGIBLE
    said = [
        say(
            "reading.explained" if moved else "reading.unmoved",
            covariate=ladder.weighted_for,
            **values,
        )
    ]
    marginal, conditional = _log(ladder.weighted), _log(ladder.adjusted)
    if abs(conditional - marginal) >= VISIBLE:
        # Only the same side of 1, farther out, is what non-collapsibility does; and to no effect,
        # or to one that may be none, it does nothing.
        farther = marginal * conditional > 0 and abs(conditional) > abs(marginal)
        farther = farther and _excludes(ladder.adjusted)
        said.append(say("reading.collapsibility" if farther else "reading.two_ways", **values))
    return said


def _precision(ladder: Ladder, say: _Speaker) -> list[str]:
    before, after = _width(ladder.unadjusted), _width(ladder.adjusted)
    if not before or not after:
        return []
    change = after / before - 1
    if abs(change) < 0.02:
        return [say("reading.same_width", covariate=ladder.adjusted_for)]
    key = "reading.wider" if change > 0 else "reading.narrower"
    shown = format_number(100 * abs(change), 0)
    return [say(key, covariate=ladder.adjusted_for, change=shown)]


def _verdict(ladder: Ladder) -> str:
    """Return the sentence on what the two intervals say about 1, never that one is right."""
    planned, adjusted = _excludes(ladder.primary), _excludes(ladder.adjusted)
    if planned == adjusted:
        return "reading.agree" if planned else "reading.agree_open"
    return "reading.only_adjusted" if adjusted else "reading.only_primary"


def _excludes(e: Estimate | None) -> bool:
    if e is None or e.ci_low is None or e.ci_high is None:
        return False
    return e.ci_low > 1 or e.ci_high < 1


def _log(e: Estimate | None) -> float:
    return log(e.value) if e is not None and e.value else 0.0


def _width(e: Estimate | None) -> float | None:
    if e is None or not e.ci_low or not e.ci_high:
        return None
    return log(e.ci_high / e.ci_low)
