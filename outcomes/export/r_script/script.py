"""A script that makes the numbers of a view once more, in R, beside those of the dashboard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import isinf
from pathlib import Path

from outcomes import __version__
from outcomes.export.r_script.recipe import Asked, Check, Lines, r_name, r_text
from outcomes.export.r_script.recipes import ELSEWHERE, REASONS, RECIPES
from outcomes.model.protocol import StudySpec
from outcomes.model.question import Request
from outcomes.results.result import Estimate, Result

_PREAMBLE = (Path(__file__).parent / "preamble.R").read_text(encoding="utf-8")


def to_r_script(
    spec: StudySpec, answers: Iterable[tuple[Request, Result]], *, data: str, context: Iterable[str]
) -> str:
    """Return an R script that repeats what the answers say.

    Parameters
    ----------
    spec, answers
        The protocol; every question with its answer.
    data
        Name of the file of `outcomes.clinical.base_data.base_data`, which the script reads.
    context
        Who the answers are about, in lines.

    Notes
    -----
    Each line the script prints is one number: *same* where R agrees to 1e-6, else *DIFFERENT*.
    What R has no counterpart for here is listed at the end.
    """
    lines = [f"# Made by Peritoneal Outcomes {__version__}."]
    lines += [f"# {_in_a_line(line)}" for line in context]
    lines += [
        f"# Needs R, survival, for competing events cmprsk; and {data} beside it.",
        "",
    ]
    lines += [f"ARMS <- c({', '.join(map(r_text, _groups(spec)))})"]
    lines += [f"CODED <- list({', '.join(_coded(spec))})"]
    lines += [f"BLANK <- list({', '.join(_blank(spec))})", "", _PREAMBLE]
    lines += [f"d <- prepared(read.csv({r_text(data)}, check.names = FALSE))", ""]
    left: list[str] = []
    for request, result in dict(answers).items():
        lines += [f"# ---- {_title(request)}", *_repeated(Asked(spec, request, result), left), ""]
    lines += ["# Not repeated here:", *(f"#   {name}" for name in dict.fromkeys(left))]
    return "\n".join(lines) + "\n"


def r_lines(spec: StudySpec, answers: Iterable[tuple[Request, Result]]) -> tuple[str, ...]:
    """Return the lines of R behind answers, without the checks: what a reader may cite."""
    found: dict[str, None] = {}
    for request, result in dict(answers).items():
        lines = _made(Asked(spec, request, result))
        found |= dict.fromkeys(line for line in lines if isinstance(line, str))
    return tuple(found)


def _repeated(asked: Asked, left: list[str]) -> Iterator[str]:
    """Yield the lines of one answer; what no recipe repeats is added to ``left``."""
    recipe = RECIPES.get(asked.request.estimator)
    claimed: list[Estimate] = []
    for item in _made(asked):
        if isinstance(item, Check):
            claimed.append(item.estimate)
            yield from _checks(item)
        else:
            yield item
    for estimate in asked.result.estimates:
        if estimate.value is not None and not any(estimate is one for one in claimed):
            why = REASONS.get(asked.request.estimator, "" if recipe else ELSEWHERE)
            reason = f" ({why})" if why else ""
            left.append(f"{_title(asked.request)}: {estimate.quantity}{reason}")


def _made(asked: Asked) -> Lines:
    """Yield what makes the numbers there are: what is refused here R may print, or stop at."""
    told = tuple(e for e in asked.result.estimates if e.value is not None)
    recipe = RECIPES.get(asked.request.estimator) if told else None
    known = asked._replace(result=replace(asked.result, estimates=told))
    for item in recipe(known) if recipe else ():
        if isinstance(item, str) and asked.late:
            yield item.replace("Surv(time, ", "Surv(entry, time, ")
        else:
            yield item


def _checks(check: Check) -> Iterator[str]:
    e, name = check.estimate, _name(check.estimate)
    interval = e.interval
    parts = [(name, e.value, check.value), (f"{name}, p", e.p_value, check.p_value)]
    if interval is not None:
        parts[1:1] = [
            (f"{name}, lower limit", interval.low, check.low),
            (f"{name}, upper limit", interval.high, check.high),
        ]
    for what, ours, r in parts:
        if r and not (ours is None and what.endswith(", p")):
            within = f", {check.within!r}" if check.within != 1e-6 else ""
            yield f"check({r_text(what)}, {_number(ours)}, {r}{within})"


def _number(value: float | None) -> str:
    if value is None:
        return "NA_real_"
    return ("-Inf" if value < 0 else "Inf") if isinf(value) else repr(float(value))


def _name(e: Estimate) -> str:
    arms = f"{e.group} vs {e.reference}" if e.reference else e.group
    at = f" at {e.at:g}" if e.at is not None else ""
    where = f", {e.where}" if e.where else ""
    return f"{e.quantity}{at}, {arms}{where}"


def _title(request: Request) -> str:
    options = "; ".join(f"{name} = {value}" for name, value in request.options)
    return _in_a_line(" · ".join(filter(None, (request.name, request.endpoint, options))))


def _in_a_line(words: str) -> str:
    """Return words that cannot leave the comment they stand in."""
    return " ".join(words.split())


def _groups(spec: StudySpec) -> tuple[str, ...]:
    return tuple(arm.id for arm in spec.arms) or ("all",)


def _coded(spec: StudySpec) -> Iterator[str]:
    """Yield the covariates that are codes, with their levels in the order of the protocol."""
    for covariate in spec.covariates:
        if covariate.kind != "continuous" and covariate.levels:
            levels = ", ".join(map(r_text, covariate.levels))
            yield f"{r_name(covariate.id)} = c({levels})"


def _blank(spec: StudySpec) -> Iterator[str]:
    for endpoint in spec.endpoints:
        if endpoint.kind == "proportion":
            yield f"{r_name(endpoint.id)} = {r_text(endpoint.missing)}"
