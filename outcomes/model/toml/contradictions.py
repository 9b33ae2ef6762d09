"""Every way in which the blocks of one protocol disagree with each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeVar

from outcomes.dictionary import columns_of
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.told import Told, listed, told
from outcomes.model.protocol import Covariate, StudySpec
from outcomes.model.toml.named import exposed_wrongly, named_wrongly, no_endpoint

_Item = TypeVar("_Item")
_KEY = "patient_id"
_FOLDER = re.compile(r"[^\s/\\:.][^/\\:\x00-\x1f]{0,99}")
_SLIDES = re.compile(r"[^/\\:.][^/\\:]*\.pptx")
_SIDES = {"time_to_event": ("longer", "shorter"), "competing": ("fewer", "more"),
          "proportion": ("fewer", "more")}  # fmt: skip


def contradictions(spec: StudySpec) -> list[Told]:
    """Return one sentence per contradiction; none for a protocol that can be used.

    Parameters
    ----------
    spec : StudySpec
    """
    problems = [*_duplicates(spec), *_arm_problems(spec), *_plan_problems(spec), *_keys(spec),
                *_no_dates(spec), *named_wrongly(spec), *exposed_wrongly(spec)]  # fmt: skip
    for endpoint in spec.endpoints:
        where = f"[[endpoint]] '{endpoint.id}'"
        problems += [told("{}: {}", where, p) for p in _endpoint_problems(endpoint)]
        if endpoint.truth is not None and not spec.study.simulated:
            problems.append(told("{}: only a simulated study has a truth", where))
    for covariate in spec.covariates:
        where = f"[[covariate]] '{covariate.id}'"
        problems += [told("{}: {}", where, p) for p in _covariate_problems(covariate)]
    if spec.ascites and (
        len(spec.ascites.window_days) != 2
        or not spec.ascites.window_days[0] <= spec.ascites.target_day <= spec.ascites.window_days[1]
    ):
        problems.append(told("[ascites]: window_days must be [first, last] around target_day"))
    if not _FOLDER.fullmatch(spec.study.id):
        problems.append(
            told("[study].id: files are named after it; leave out / \\ : and a first dot")
        )
    named = spec.deck.template if spec.deck else None
    if named and not _SLIDES.fullmatch(named):
        problems.append(told("[deck].template: name a .pptx that lies beside study.toml"))
    return problems


def _duplicates(spec: StudySpec) -> Iterator[Told]:
    for what, items in (
        ("arm", spec.arms), ("population", spec.populations),
        ("endpoint", spec.endpoints), ("covariate", spec.covariates),
    ):  # fmt: skip
        for name in twice(item.id for item in items):
            yield told("{} is defined twice", f"[[{what}]] '{name}'")
    if sum(p.default for p in spec.populations) > 1:
        yield told("only one {} can be {}", "[[population]]", "default")
    if sum(e.primary for e in spec.endpoints) > 1:
        yield told("only one {} can be {}", "[[endpoint]]", "primary")
    if spec.conversion:
        for at in twice(spec.conversion.landmarks):
            yield told("{}: {:g} is given twice", "[conversion].landmarks", at)


def twice(items: Iterable[_Item]) -> list[_Item]:
    """Return what occurs more than once, each once, in the order of appearance."""
    return [item for item, n in Counter(items).items() if n > 1]


def _arm_problems(spec: StudySpec) -> Iterator[Told]:
    references = sum(arm.reference for arm in spec.arms)
    if len(spec.arms) > 1 and references != 1:
        yield told("exactly one [[arm]] must have reference = true; {} have it", references)
    if spec.study.design == "randomised" and len(spec.arms) < 2:
        yield told("a randomised study needs at least two [[arm]] blocks")
    if spec.study.design == "single_arm" and len(spec.arms) > 1:
        yield told("a single-arm study cannot have {} [[arm]] blocks", len(spec.arms))
    spelled = twice(
        text for a in spec.arms for text in {_folded(t) for t in (a.id, a.label, *a.aliases)}
    )
    yield from (told("'{}' is the name or alias of two [[arm]] blocks", text) for text in spelled)


def _plan_problems(spec: StudySpec) -> Iterator[Told]:
    plan, ids = spec.plan, [e.id for e in spec.endpoints]
    if plan.allocation and len(plan.allocation) != len(spec.arms):
        n, arms = len(plan.allocation), len(spec.arms)
        yield told("[plan].allocation and [[arm]] differ in number: {} and {}", n, arms)
    if plan.accrual_start and plan.accrual_end and plan.accrual_end < plan.accrual_start:
        yield told("[plan].accrual_end is before accrual_start")
    yield from (told("{} names '{}' twice", "[plan].strata", n) for n in twice(plan.strata))
    for name in plan.planned_events:
        if name not in ids:
            yield no_endpoint("[plan].planned_events", name, ids)


def _keys(spec: StudySpec) -> Iterator[Told]:
    """The code of a patient is no characteristic: as one it would have a level per patient."""
    uses: list[tuple[str, str | None]] = [("[plan].strata", name) for name in spec.plan.strata]
    uses += [("[[covariate]].id", c.id) for c in spec.covariates]
    uses += [("[[population]].column", p.column) for p in spec.populations]
    uses += [(f"where of '{d.column}'", d.by) for d in spec.conditional_dates]
    for e in spec.endpoints:
        columns = (*e.date_columns, e.entry, e.time, e.event_column)
        uses += [(f"[[endpoint]] '{e.id}'", name)
                 for name in (*columns, e.censor_column, e.success, e.denominator)]  # fmt: skip
    for where, name in dict.fromkeys(uses):
        if name == _KEY:
            yield told("{}: patient_id says whose row it is and cannot be a variable", where)
        elif name is not None and (not name.strip() or name.startswith("_")):
            yield told("{}: '{}' is no name of a column", where, name)


def _no_dates(spec: StudySpec) -> Iterator[Told]:
    """A clock starts and stops at dates, not at what the dictionary says is something else."""
    uses = [(f"[[endpoint]] '{e.id}'", n) for e in spec.endpoints for n in e.date_columns]
    for block, rules in (
        ("[ascites].origin", spec.ascites),
        ("[conversion].origin", spec.conversion),
    ):
        uses += [(block, rules.origin)] if rules else []
    for where, name in dict.fromkeys(uses):
        column = columns_of("patients").get(name)
        if column and column.kind not in ("date", "datetime") and not name.endswith("_day"):
            yield told("{}: '{}' is no date", where, name)


def _endpoint_problems(endpoint: Endpoint) -> Iterator[Told]:
    for at in twice(endpoint.landmarks):
        yield told("{}: {:g} is given twice", "landmarks", at)
    sides = _SIDES[endpoint.kind]
    if endpoint.better and endpoint.better not in sides:
        yield told("better = '{}' does not fit the kind '{}', which has {}", endpoint.better,
                   endpoint.kind, listed(" or ", sides))  # fmt: skip
    yield from _proportion_problems(endpoint) if not endpoint.timed else _time_problems(endpoint)


def _proportion_problems(endpoint: Endpoint) -> Iterator[Told]:
    if not endpoint.success:
        yield told("a proportion needs 'success', a Y/N column of patients")
    if endpoint.entry:
        yield told("a proportion has no 'entry': it has no time")


def _time_problems(endpoint: Endpoint) -> Iterator[Told]:
    if endpoint.window_days is not None:
        yield told("'window_days' belongs to a proportion: times say who was followed")
    ready = endpoint.time is not None
    if ready and (endpoint.origin or endpoint.event or endpoint.censor):
        yield told("give dates (origin, event, censor) or a ready-made time, not both")
    elif ready and (endpoint.event_column is None) == (endpoint.censor_column is None):
        yield told("a ready-made time needs exactly one of event_column and censor_column")
    elif ready and endpoint.unit is None:
        yield told("a ready-made time needs its unit: days, weeks, months or years")
    elif not ready and not (endpoint.origin and endpoint.event and endpoint.censor):
        yield told("needs origin, event and censor (dates), or time with event_column")
    if endpoint.kind == "competing" and not ready and not endpoint.competing:
        yield told("a competing endpoint needs 'competing', the dates of the other events")
    if endpoint.kind == "time_to_event" and endpoint.competing:
        yield told("'competing' belongs to kind = \"competing\"")


def _covariate_problems(covariate: Covariate) -> Iterator[Told]:
    if covariate.kind in ("ordinal", "categorical") and len(covariate.levels) < 2:
        yield told("a covariate of kind '{}' needs at least two levels", covariate.kind)
    for level in twice(map(_folded, covariate.levels)):
        yield told("levels: '{}' is given twice", level)
    if not all(map(_folded, covariate.levels)):
        yield told("levels: one has no name")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
