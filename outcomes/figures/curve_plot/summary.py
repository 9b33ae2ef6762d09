"""The lines above a curve: events, median and interval per arm, then the contrasts and the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outcomes.figures.base.arms import ArmCurve
from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec, note
from outcomes.figures.base.text import plain, shortened, text_width
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_count, format_estimate, format_p, say, text

TESTS = {
    "log_rank": "test.log_rank",
    "log_rank_stratified": "test.stratified_log_rank",
    "cumulative_incidence": "test.gray",
}
RATIOS = ("hazard_ratio", "subdistribution_hazard_ratio")
WIDEST_NAME = 12.0  # em; the full names stand in the lines above
WIDEST_LINE = 58.0  # em


def arm_cells(arm: ArmCurve, result: Result, look: Look) -> tuple[str, str]:
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
    return counted, median_words(median, look.language)


def median_words(median: Estimate | None, language: str) -> str:
    """Return ``median 15.5 mo (95% CI 12.0–18.6)``, or an empty text without a median."""
    if median is None or median.value is None:
        return ""
    unit = text(f"unit.{median.unit}.short", language, default=median.unit)
    words = format_estimate(median.value, median.interval, "median", unit=unit, language=language)
    return text("curve.median", language, estimate=words)


def contrast_lines(
    contrasts: Sequence[Result], labels: Mapping[str, str], language: str = "en"
) -> tuple[str, ...]:
    """Return one line per hazard ratio with its reference, and the p-value with its test.

    With one contrast the test stands on its line; with several it covers all arms and stands
    alone. A ratio that could not be estimated is replaced by the reason.
    """
    short = {group: shortened(label, WIDEST_NAME, 1) for group, label in labels.items()}
    lines = [
        _ratio(estimate, short, language)
        for result in contrasts
        for estimate in result.estimates
        if estimate.quantity in RATIOS
    ]
    tests = [line for result in contrasts if (line := _test(result, language))]
    joined = "; ".join(lines + tests)
    if len(lines) == 1 and text_width(joined, 1) < WIDEST_LINE:
        return (joined,)
    return (*lines, *tests)


def _ratio(estimate: Estimate, labels: Mapping[str, str], language: str) -> str:
    reference = estimate.reference or ""
    words = format_estimate(estimate.value, estimate.interval, "hazard_ratio", language=language)
    if estimate.value is None and estimate.notes:
        words = say(estimate.notes[0], language)
    return text(
        "contrast.line",
        language,
        name=text(f"contrast.name.{estimate.quantity}", language, default="HR"),
        estimate=words,
        group=labels.get(estimate.group, estimate.group),
        reference=labels.get(reference, reference),
    )


def _test(result: Result, language: str) -> str:
    """Return ``log-rank p = 0.004`` of a test's result, else an empty text."""
    name = TESTS.get(result.analysis, "")
    tested = result.pick("statistic")
    if not name or tested is None or tested.p_value is None:
        return ""
    return f"{text(name, language)} {format_p(tested.p_value, symbol=True, language=language)}"


def summary_block(
    arms: Sequence[ArmCurve],
    result: Result,
    lines: Sequence[str],
    look: Look,
    *,
    start: float = 0.0,
) -> tuple[list[Spec], float]:
    """Return the block as annotations above the plot, and its height in pixels.

    Above the plot, because inside it the block covers the bands at presentation size. Names,
    events and medians stand in columns, so that arms are read against each other. ``start`` is
    where the words begin, in pixels from the left edge of the plot.
    """
    room = look.width - 27 * look.em
    names = [shortened(arm.label, room, look.em, bold=True) for arm in arms]
    table = [(name, *arm_cells(arm, result, look)) for arm, name in zip(arms, names, strict=True)]
    height = (len(table) + len(lines)) * look.line
    notes: list[Spec] = []
    across = start
    for column in range(3):
        bold = column == 0
        cells = [row[column] for row in table]
        for number, (arm, cell) in enumerate(zip(arms, cells, strict=True)):
            words = f"<b>{plain(cell)}</b>" if bold else plain(cell)
            color = arm.ink(look.theme) if bold else look.ink
            notes.append(_above(words, across, height - number * look.line, color, look))
        across += max((text_width(c, look.em, bold=bold) for c in cells), default=0) + look.em
    for number, line in enumerate(lines):
        up = height - (len(table) + number) * look.line
        notes.append(_above(plain(line), start, up, look.ink, look))
    return notes, height + 0.5 * look.em


def _above(words: str, across: float, up: float, color: str, look: Look) -> Spec:
    return note(words, color=color, size=look.em, xref="x domain", yref="y domain", x=0, y=1,
                xanchor="left", yanchor="middle", xshift=across,
                yshift=up - look.line / 2 + 0.5 * look.em)  # fmt: skip
