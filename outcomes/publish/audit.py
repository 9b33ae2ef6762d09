"""What a publication must not give away, looked for in what is published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from outcomes.publish.catalogue import too_near
from outcomes.publish.publisher import Publication


class Finding(NamedTuple):
    """A rule that does not hold, and where; never what was found."""

    rule: str
    place: str


def audit(publication: Publication) -> tuple[Finding, ...]:
    """Return everything that must keep a publication from being released."""
    return tuple(_findings(publication))


def _findings(publication: Publication) -> Iterator[Finding]:
    for pair in too_near(publication.cohorts, publication.policy.k):
        yield Finding("cohorts differ by too few", " / ".join(pair))
