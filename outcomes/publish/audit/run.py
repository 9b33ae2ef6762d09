"""Everything that must keep a publication from being released."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from outcomes.publish.audit.cohorts import differences
from outcomes.publish.audit.drawn import small_counts_drawn
from outcomes.publish.audit.finding import Finding
from outcomes.publish.audit.recovered import recovered
from outcomes.publish.audit.values import flaws_of
from outcomes.publish.codec import to_json
from outcomes.publish.publisher import Answered, Publication


def audit(
    publication: Publication, patients: Collection[str] = (), *, drawn: bool = True
) -> tuple[Finding, ...]:
    """Return every rule that does not hold, and where.

    Parameters
    ----------
    publication
        What would be released, with the exact answers beside the masked ones.
    patients
        Ids of the patients: none may stand anywhere.
    drawn
        Whether every display is drawn too, and its words and tables are read.
    """
    return tuple(dict.fromkeys(_findings(publication, patients, drawn)))


def _findings(
    publication: Publication, patients: Collection[str], drawn: bool
) -> Iterator[Finding]:
    policy = publication.policy
    yield from differences(publication.cohorts, policy.k)
    for part in publication.answered:
        exact = publication.exact[part.cohort.id, part.population]
        for question, result in part.answers.items():
            place = f"{part.cohort.id}, {question.estimator}"
            yield from flaws_of(exact[question], result, policy, place)
            yield from recovered(exact[question], result, policy, place)
        yield from _named(part, patients)
        if drawn:
            yield from small_counts_drawn(part, publication)


def _named(part: Answered, patients: Collection[str]) -> Iterator[Finding]:
    content = to_json((part.scene, tuple(part.answers.items()))).decode()
    words = (p for p in patients if len(p) > 3 and not p.isdigit())
    if any(f'"{p}"' in content for p in words):
        yield Finding("the id of a patient is published", part.cohort.id)
