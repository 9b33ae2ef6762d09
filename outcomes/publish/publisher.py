"""Every published answer of a study, exact first and then masked: nothing else leaves here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from outcomes.dictionary.derived import DERIVED_COLUMNS
from outcomes.dictionary.lookup import SHEETS
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import StudySpec
from outcomes.model.question import Request
from outcomes.model.scene import Scene
from outcomes.model.study import Study
from outcomes.publish.bundle import LeftOut, as_key
from outcomes.publish.contents.asked import DISPLAYS, offered_to, questions_of
from outcomes.publish.contents.catalogue import OVERALL, Planned, catalogue_of
from outcomes.publish.disclosure.fewest import fewest_of
from outcomes.publish.disclosure.known import Known
from outcomes.publish.disclosure.mask import masked, masked_protocol, masked_scene
from outcomes.publish.policy import Policy
from outcomes.publish.workers import Each
from outcomes.results.result import Result

SceneOf = Callable[[Cohort], Scene]
Progress = Callable[[str, int, int], None]


class Answered(NamedTuple):
    """One cohort in one analysis set: what is known of it, and its answers, both masked."""

    cohort: Planned
    population: str
    scene: Scene
    answers: Mapping[Request, Result]


@dataclass(frozen=True, slots=True, eq=False)
class Publication:
    """Everything that is published of a study."""

    spec: StudySpec
    policy: Policy
    cohorts: tuple[Planned, ...]
    answered: tuple[Answered, ...]
    left_out: tuple[LeftOut, ...] = ()
    displays: tuple[str, ...] = ()
    exact: Mapping[tuple[str, str], Mapping[Request, Result]] = field(default_factory=dict)


def pooled(study: Study) -> Study:
    """Return a study in which nobody's arm, and nothing that tells it, is known."""
    patients = study.patients.drop(columns=["arm", "arm_actual"], errors="ignore")
    tables = {name: table for name, table in study.tables.items() if name != "treatment"}
    plan = replace(study.spec.plan, allocation=())
    spec = replace(study.spec, arms=(), plan=plan)
    return replace(study, spec=spec, patients=patients, tables=tables)


def publication_of(
    study: Study,
    policy: Policy,
    scene_of: SceneOf,
    progress: Progress,
    each: Each = map,
) -> Publication:
    """Ask everything that is published, and mask it.

    Parameters
    ----------
    study
        As it is to be shown: `pooled` where its arms are not.
    policy
        What may be shown.
    scene_of
        What is known of a cohort.
    progress
        Told the cohort, its place and how many there are, before it is asked.
    each
        How cohort after cohort is asked: one by one, or by several `workers`.
    """
    cohorts, left_out = catalogue_of(study, policy)
    answered: list[Answered] = []
    shown: set[str] = set()
    exact: dict[tuple[str, str], Mapping[Request, Result]] = {}
    found = iter(each(partial(_asked_of, study, policy, scene_of), cohorts))
    for place, planned in enumerate(cohorts, 1):
        progress(planned.id, place, len(cohorts))
        for asked in next(found):
            answered.append(asked.answered)
            exact[planned.id, asked.answered.population] = asked.exact
            if planned.id == OVERALL:
                shown |= asked.displays
    kept = tuple(d.id for d in DISPLAYS if d.id in shown)
    spec = masked_protocol(study.spec)
    return Publication(spec, policy, cohorts, tuple(answered), left_out, kept, exact)


class _Asked(NamedTuple):
    """One cohort in one analysis set, the exact answers and the displays that asked."""

    answered: Answered
    exact: Mapping[Request, Result]
    displays: frozenset[str]


def _asked_of(study: Study, policy: Policy, scene_of: SceneOf, planned: Planned) -> list[_Asked]:
    """Ask everything of one cohort, in each analysis set that has enough of it."""
    spec, words = masked_protocol(study.spec), words_of(study.spec)
    parts = []
    for population in populations_of(study):
        cohort = Cohort(study, population, planned.conditions)
        if cohort.n < policy.k:
            continue
        known = known_of(cohort, planned, policy, words)
        scene = masked_scene(scene_of(cohort), known, spec)
        asked = _questions(scene, population, study)
        found = answers_to({q for one in asked.values() for q in one}, cohort, known)
        masked_ones = {q: pair[1] for q, pair in found.items()}
        part = Answered(planned, population, scene, masked_ones)
        parts.append(_Asked(part, {q: pair[0] for q, pair in found.items()}, frozenset(asked)))
    return parts


def populations_of(study: Study) -> tuple[str, ...]:
    """Return the analysis sets that are published: the study's, and those of single displays."""
    own = study.spec.default_population.id
    named = (d.within for d in DISPLAYS if d.within in study.populations)
    return tuple(dict.fromkeys([own, *named]))


def _questions(scene: Scene, population: str, study: Study) -> dict[str, tuple[Request, ...]]:
    """Return what each display of an analysis set asks, by its id."""
    own = study.spec.default_population.id
    return {
        display.id: tuple(questions_of(display, scene))
        for display in DISPLAYS
        if (display.within if display.within in study.populations else own) == population
        and offered_to(display, scene)
    }


def known_of(cohort: Cohort, planned: Planned, policy: Policy, words: frozenset[str]) -> Known:
    """Return what disclosure must know of a cohort."""
    study = cohort.study
    own = study.populations[study.spec.default_population.id]
    whole = planned.whole and cohort.population == study.spec.default_population.id
    sizes = [int((cohort.arm == i).sum()) for i in range(len(cohort.groups))]
    near = {p for p, mask in study.populations.items() if policy.small(int((mask ^ own).sum()))}
    few = any(policy.small(n) for n in sizes)
    arms = dict(zip(cohort.groups, sizes, strict=True))
    totals = {"all": cohort.n, **arms} if whole and not few else {}
    return Known(policy, totals, cohort.n, study.spec.study.time_unit, near=frozenset(near),
                 words=words)  # fmt: skip


def answers_to(
    questions: set[Request], cohort: Cohort, known: Known
) -> dict[Request, tuple[Result, Result]]:
    """Return exact and masked answers by question."""
    asked: dict[Request, Result] = {}

    def ask(question: Request) -> Result:
        key = as_key(question)
        if key not in asked:
            asked[key] = key.ask(cohort)
        return asked[key]

    found = {}
    for question in sorted({as_key(q) for q in questions}, key=repr):
        result = ask(question)
        fewest = fewest_of(cohort, question, result, ask)
        found[question] = (result, masked(result, replace(known, fewest=fewest)))
    return found


def words_of(spec: StudySpec) -> frozenset[str]:
    """Return every id and level of protocol and dictionary, and every word of the program."""
    return frozenset(_words(spec))


def _words(spec: StudySpec) -> Iterator[str]:
    for blocks in (spec.arms, spec.populations, spec.endpoints, spec.covariates):
        yield from (block.id for block in blocks)
    for covariate in spec.covariates:
        yield from covariate.levels
    for sheet in SHEETS:
        yield sheet.name
        for column in sheet.columns:
            yield column.name
            yield from (code.value for code in column.codes)
    yield from (column.name for column in DERIVED_COLUMNS)
    yield from PROGRAM


# Groups, levels and names that estimators give themselves.
PROGRAM = frozenset(
    "all any none unknown Y N yes no (any) conversion no_conversion population >=3 first sessions "
    "died drained untreated not_assessed not_clear explored progressed waiting lost entered "
    "treated restaged clear resected r0 death_30 death_90 major response response_measurable "
    "ascites_treated cy1_at_baseline exponential weibull log_logistic log_normal "
    "generalized_gamma spline_1 spline_2".split()
)
