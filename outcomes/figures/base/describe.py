"""The message of a figure in words, for those who do not see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outcomes.figures.base.look import Look
from outcomes.figures.base.marks import NO_MARKS, Marks
from outcomes.figures.calendar.enrollment import accrual_lines
from outcomes.figures.curve_plot.steps import Arm, arms_of
from outcomes.figures.curve_plot.summary import arm_cells, contrast_lines
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_count, format_number

BESIDE = ("survival_difference", "effective_at_risk")  # curves that are no arm's


def describe(
    result: Result,
    labels: Mapping[str, str],
    *,
    contrast: Result | Sequence[Result] = (),
    language: str = "en",
    marks: Marks = NO_MARKS,
) -> str:
    """Return the alternative text of a figure: what is shown, and its numbers.

    Parameters
    ----------
    result
        The result the figure draws: curves, accrual, flow, standardized differences, proportions.
    labels
        Label by group.
    contrast
        Results of the contrasts, as given to `survival_figure`.
    """
    look = Look(language, labels=labels, marks=marks)
    given = (contrast,) if isinstance(contrast, Result) else tuple(contrast)
    if result.flow:
        said = _flow(result, labels, look)
    elif result.analysis == "accrual":
        said = list(accrual_lines(result, language=language))
    elif any(curve.n_at_risk for curve in result.curves):
        curves = [c for c in result.curves if c.quantity not in BESIDE]
        said = [_arm(a, result, look) for a in arms_of(curves, look)]
        said += contrast_lines((*given, result), look)
    else:
        first = {(e.quantity, e.group, e.covariates): e for e in reversed(result.estimates)}
        said = [w for e in reversed(first.values()) if (w := _estimate(e, labels, look))]
    stop = look.say("alt.stop")
    found = list(filter(None, said)) if said else [look.nothing(result.notes, "curve.none")]
    return stop.join(found).rstrip(stop + " ") + stop.strip()


def _arm(arm: Arm, result: Result, look: Look) -> str:
    words = look.say("list.comma").join(filter(None, arm_cells(arm, result, look)))
    return look.say("alt.named", name=arm.label, words=words)


def _flow(result: Result, labels: Mapping[str, str], look: Look) -> list[str]:
    words = []
    for box in result.flow:
        label = look.say("flow.box", label=look.say(f"flow.{box.id}"), n=format_count(box.n))
        arm = labels.get(box.group, box.group)
        words.append(label if box.group == "all" else look.say("alt.named", name=arm, words=label))
    return words


def _estimate(e: Estimate, labels: Mapping[str, str], look: Look) -> str:
    """Return a proportion or a standardized difference in words; empty for anything else."""
    arm = labels.get(e.group, e.group)
    if e.quantity == "smd" and e.covariates and e.value is not None:
        name = f"{e.covariates[0]}, {arm}"
        return look.say("alt.named", name=name, words=format_number(e.value, 2))
    if e.quantity == "proportion" and not e.covariates and e.value is not None:
        value = look.printed(e, "percent")
        counted = f"{format_count(e.n_events or 0)}/{format_count(e.n or 0)}"
        return look.say("alt.named", name=arm, words=f"{counted}, {value}")
    return ""
