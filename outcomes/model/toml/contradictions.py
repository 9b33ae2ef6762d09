"""Every way in which the blocks of one protocol disagree with each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TypeVar

from outcomes.dictionary import columns_of
from outcomes.model.protocol import Covariate, Endpoint, StudySpec
from outcomes.model.toml.named import exposed_wrongly, named_wrongly

_Item = TypeVar("_Item")
_KEY = "patient_id"
_FOLDER = re.compile(r"[^\s/\\:.][^/\\:\x00-\x1f]{0,99}")
_SLIDES = re.compile(r"[^/\\:.][^/\\:]*\.pptx")
_SIDES = {"time_to_event": ("longer", "shorter"), "competing": ("fewer", "more"),
          "proportion": ("fewer", "more")}  # fmt: skip


def contradictions(spec: StudySpec) -> list[str]:
    """Return one sentence per contradiction; none for a protocol that can be used.

    Parameters
    ----------
    spec : StudySpec
    """
    problems = [*_duplicates(spec), *_arm_problems(spec), *_plan_problems(spec), *_keys(spec),
                *_no_dates(spec), *named_wrongly(spec), *exposed_wrongly(spec)]  # fmt: skip
    for endpoint in spec.endpoints:
        problems += [f"[[endpoint]] '{endpoint.id}': {p}" for p in _endpoint_problems(endpoint)]
        if endpoint.truth is not None and not spec.study.simulated:
            problems.append(f"[[endpoint]] '{endpoint.id}': only a simulated study has a truth")
    for covariate in spec.covariates:
        problems += [f"[[covariate]] '{covariate.id}': {p}" for p in _covariate_problems(covariate)]
    if spec.ascites and (
        len(spec.ascites.window_days) != 2
        or not spec.ascites.window_days[0] <= spec.ascites.target_day <= spec.ascites.window_days[1]
    ):
        problems.append("[ascites]: window_days must be [first, last] around target_day")
    if not _FOLDER.fullmatch(spec.study.id):
        problems.append("[study].id: files are named after it; leave out / \\ : and a first dot")
    named = spec.deck.template if spec.deck else None
    if named and not _SLIDES.fullmatch(named):
        problems.append("[deck].template: name a .pptx that lies beside study.toml")
    return problems


def _duplicates(spec: StudySpec) -> Iterator[str]:
    for what, items in (
        ("arm", spec.arms), ("population", spec.populations),
        ("endpoint", spec.endpoints), ("covariate", spec.covariates),
    ):  # fmt: skip
        yield from (f"[[{what}]] '{i}' is defined twice" for i in twice(item.id for item in items))
    if sum(p.default for p in spec.populations) > 1:
        yield "only one [[population]] can be the default"
    if sum(e.primary for e in spec.endpoints) > 1:
        yield "only one [[endpoint]] can be primary"
    if spec.conversion:
        yield from (
            f"[conversion].landmarks: {t:g} twice" for t in twice(spec.conversion.landmarks)
        )


def twice(items: Iterable[_Item]) -> list[_Item]:
    """Return what occurs more than once, each once, in the order of appearance."""
    return [item for item, n in Counter(items).items() if n > 1]


def _arm_problems(spec: StudySpec) -> Iterator[str]:
    references = sum(arm.reference for arm in spec.arms)
    if len(spec.arms) > 1 and references != 1:
        yield f"exactly one [[arm]] must have reference = true; {references} have it"
    if spec.study.design == "randomised" and len(spec.arms) < 2:
        yield "a randomised study needs at least two [[arm]] blocks"
    if spec.study.design == "single_arm" and len(spec.arms) > 1:
        yield f"a single-arm study cannot have {len(spec.arms)} [[arm]] blocks"
    spelled = twice(
        text for a in spec.arms for text in {_folded(t) for t in (a.id, a.label, *a.aliases)}
    )
    yield from (f"'{text}' is the name or alias of two [[arm]] blocks" for text in spelled)


def _plan_problems(spec: StudySpec) -> Iterator[str]:
    plan, ids = spec.plan, [e.id for e in spec.endpoints]
    if plan.allocation and len(plan.allocation) != len(spec.arms):
        yield f"[plan].allocation has {len(plan.allocation)} numbers for {len(spec.arms)} arms"
    if plan.accrual_start and plan.accrual_end and plan.accrual_end < plan.accrual_start:
        yield "[plan].accrual_end is before accrual_start"
    yield from (f"[plan].strata names '{name}' twice" for name in twice(plan.strata))
    for name in plan.planned_events:
        if name not in ids:
            near = get_close_matches(name, ids, n=1, cutoff=0)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            yield f"[plan].planned_events names '{name}', which is no endpoint{hint}"


def _keys(spec: StudySpec) -> Iterator[str]:
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
            yield f"{where}: patient_id says whose row it is and cannot be used as a variable"
        elif name is not None and (not name.strip() or name.startswith("_")):
            yield f"{where}: '{name}' is no name of a column"


def _no_dates(spec: StudySpec) -> Iterator[str]:
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
            yield f"{where}: '{name}' is {column.label.lower()}, not a date"


def _endpoint_problems(endpoint: Endpoint) -> Iterator[str]:
    yield from (f"landmarks: {at:g} is given twice" for at in twice(endpoint.landmarks))
    sides = _SIDES[endpoint.kind]
    if endpoint.better and endpoint.better not in sides:
        yield f'better = "{endpoint.better}" does not fit a {endpoint.kind}: {" or ".join(sides)}'
    yield from _proportion_problems(endpoint) if not endpoint.timed else _time_problems(endpoint)


def _proportion_problems(endpoint: Endpoint) -> Iterator[str]:
    if not endpoint.success:
        yield "a proportion needs 'success', a Y/N column of patients"
    if endpoint.entry:
        yield "a proportion has no 'entry': it has no time"


def _time_problems(endpoint: Endpoint) -> Iterator[str]:
    if endpoint.window_days is not None:
        yield "'window_days' belongs to a proportion: times say themselves who was followed"
    ready = endpoint.time is not None
    if ready and (endpoint.origin or endpoint.event or endpoint.censor):
        yield "give dates (origin, event, censor) or a ready-made time, not both"
    elif ready and (endpoint.event_column is None) == (endpoint.censor_column is None):
        yield "a ready-made time needs exactly one of event_column and censor_column"
    elif ready and endpoint.unit is None:
        yield "a ready-made time needs its unit: days, weeks, months or years"
    elif not ready and not (endpoint.origin and endpoint.event and endpoint.censor):
        yield "needs origin, event and censor (dates), or time with event_column"
    if endpoint.kind == "competing" and not ready and not endpoint.competing:
        yield "a competing endpoint needs 'competing', the dates of the other events"
    if endpoint.kind == "time_to_event" and endpoint.competing:
        yield "'competing' belongs to kind = \"competing\""


def _covariate_problems(covariate: Covariate) -> Iterator[str]:
    if covariate.kind in ("ordinal", "categorical") and len(covariate.levels) < 2:
        yield f"a covariate that is {covariate.kind} needs at least two levels"
    yield from (
        f"levels: '{level}' is given twice" for level in twice(map(_folded, covariate.levels))
    )
    if not all(map(_folded, covariate.levels)):
        yield "levels: one has no name"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
