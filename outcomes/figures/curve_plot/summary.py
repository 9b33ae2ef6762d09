"""The lines above a curve: events, median and interval per arm, then the contrasts and the test."""

from __future__ import annotations

from collections.abc import Sequence

from outcomes.figures.base.look import Look
from outcomes.figures.base.text import shortened, text_width
from outcomes.figures.curve_plot.steps import Arm
from outcomes.figures.engine.plot import Summary
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_count, format_p, text

TESTS = {
    "log_rank": "test.log_rank",
    "log_rank_stratified": "test.stratified_log_rank",
    "cumulative_incidence": "test.gray",
}
RATIOS = ("hazard_ratio", "subdistribution_hazard_ratio")
WIDEST_NAME = 12.0  # em; the full names stand in the lines above
WIDEST_LINE = 58.0  # em of a line on the usual page
AROUND = 16.0  # em of a larger page beside its lines


def arm_cells(arm: Arm, result: Result, look: Look) -> tuple[str, str]:
    """Return events of n and the median of an arm as text; the median empty where unknown."""
    if not arm.steps.n:
        return look.say("curve.nobody"), ""
    median = result.pick("median", arm.group)
    events = (
        arm.steps.n_events.sum() if median is None or median.n_events is None else (median.n_events)
    )
    happened, key = float(events), "curve.events_of"
    if result.analysis == "follow_up":  # a reverse curve falls where follow-up ended
        happened, key = float(arm.steps.n_events.sum()), "curve.censored_of"
    counted = look.say(key, events=format_count(happened), n=format_count(arm.steps.n))
    return counted, median_words(median, look)


def median_words(median: Estimate | None, look: Look) -> str:
    """Return ``median 15.5 mo (95% CI 12.0–18.6)``, or an empty text without a median."""
    if median is None or median.value is None:
        return ""
    unit = text(f"unit.{median.unit}.short", look.language, default=median.unit)
    return look.say("curve.median", estimate=look.printed(median, unit=unit))


def contrast_lines(contrasts: Sequence[Result], look: Look) -> tuple[str, ...]:
    """Return one line per hazard ratio with its reference, and the p-value with its test.

    With one contrast the test stands on its line; with several it covers all arms, says so and
    stands alone. A ratio that could not be estimated is replaced by the reason.
    """
    lines = [_ratio(e, look) for r in contrasts for e in r.estimates if e.quantity in RATIOS]
    tests = [line for result in contrasts if (line := _test(result, look))]
    joined = look.say("list.semicolon").join(lines + tests)
    room = max(WIDEST_LINE, look.width / look.em - AROUND)
    if len(lines) == 1 and text_width(joined, 1) < room:
        return (joined,)
    if len(lines) > 1:
        every = look.say("contrast.all")
        tests = [look.say("alt.named", name=every, words=test) for test in tests]
    return (*lines, *tests)


def _ratio(e: Estimate, look: Look) -> str:
    words = look.printed(e)
    if e.value is None and e.notes:
        words = look.tell(e.notes[0])
    group, reference = (shortened(look.label(g), WIDEST_NAME, 1) for g in (e.group, e.reference))
    name = text(f"contrast.name.{e.quantity}", look.language, default="HR")
    return look.say("contrast.line", name=name, estimate=words, group=group, reference=reference)


def _test(result: Result, look: Look) -> str:
    """Return ``log-rank p = 0.004`` of a test's result, else an empty text."""
    name = TESTS.get(result.analysis, "")
    tested = result.pick("statistic")
    if not name or tested is None or tested.p_value is None:
        return ""
    p = format_p(tested.p_value, symbol=True, language=look.language)
    return f"{look.say(name)} {p}{look.marks.at(tested)}"


def summary_of(arms: Sequence[Arm], result: Result, look: Look) -> tuple[Summary, ...]:
    """Return what is said of each arm above the curves."""
    return tuple(Summary(arm.label, arm.ink, arm_cells(arm, result, look)) for arm in arms)
