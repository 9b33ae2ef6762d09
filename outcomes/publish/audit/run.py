"""Everything that must keep a publication from being released."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial

from outcomes.model.question import Request
from outcomes.publish.audit.cohorts import differences
from outcomes.publish.audit.drawn import small_counts_drawn
from outcomes.publish.audit.finding import Finding
from outcomes.publish.audit.missing import missing_told
from outcomes.publish.audit.recovered import recovered
from outcomes.publish.audit.values import flaws_of
from outcomes.publish.policy import Policy
from outcomes.publish.publisher import Answered, Progress, Publication
from outcomes.publish.storage.codec import to_json
from outcomes.publish.workers import Each
from outcomes.results.result import Result


def audit(
    publication: Publication,
    patients: Collection[str] = (),
    *,
    progress: Progress = lambda cohort, place, total: None,
    each: Each = map,
) -> tuple[Finding, ...]:
    """Return every rule that does not hold, and where.

    Parameters
    ----------
    publication
        What would be released, with the exact answers beside the masked ones.
    patients
        Ids of the patients: none may stand anywhere.
    progress
        Told the cohort, its place and how many there are, before it is looked at.
    each
        How cohort after cohort is looked at: one by one, or by several `workers`.
    """
    parts = publication.answered
    sets = tuple(dict.fromkeys(part.population for part in parts))
    look = partial(_findings, publication.policy, sets, frozenset(patients))
    exact = (publication.exact[part.cohort.id, part.population] for part in parts)
    found = iter(each(look, zip(parts, exact, strict=True)))
    findings = list(differences(publication.cohorts, publication.policy.k))
    for place, part in enumerate(parts, 1):
        progress(part.cohort.id, place, len(parts))
        findings += next(found)
    return tuple(dict.fromkeys(findings))


def _findings(
    policy: Policy,
    sets: tuple[str, ...],
    patients: frozenset[str],
    of: tuple[Answered, Mapping[Request, Result]],
) -> list[Finding]:
    """Return what is wrong with one cohort in one analysis set."""
    part, exact = of
    found: list[Finding] = []
    for question, result in part.answers.items():
        place = f"{part.cohort.id}, {question.estimator}"
        found += flaws_of(exact[question], result, policy, place)
        found += recovered(exact[question], result, policy, place)
    found += missing_told(part, policy)
    found += _named(part, patients)
    found += small_counts_drawn(part, policy, sets)
    return found


def _named(part: Answered, patients: Collection[str]) -> Iterator[Finding]:
    content = to_json((part.scene, tuple(part.answers.items()))).decode()
    words = (p for p in patients if len(p) > 3 and not p.isdigit())
    if any(f'"{p}"' in content for p in words):
        yield Finding("id", part.cohort.id)
