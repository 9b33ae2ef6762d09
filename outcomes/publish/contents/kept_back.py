"""How much of a publication is kept back: for the publisher to see before the release."""

from __future__ import annotations

from typing import NamedTuple

from outcomes.publish.publisher import Publication
from outcomes.results.masked import Masked


class KeptBack(NamedTuple):
    """Numbers and curves that were computed, and those of them that are not shown."""

    answers: int
    numbers: int
    numbers_kept_back: int
    curves: int
    curves_kept_back: int


def kept_back_in(publication: Publication) -> KeptBack:
    """Count what a publication does not show."""
    answers = numbers = shown = curves = curves_shown = 0
    for part in publication.answered:
        exact = publication.exact[part.cohort.id, part.population]
        for question, result in part.answers.items():
            answers += 1
            numbers += sum(e.value is not None for e in exact[question].estimates)
            shown += sum(
                e.value is not None and not isinstance(e.value, Masked) for e in result.estimates
            )
            curves += len(exact[question].curves)
            curves_shown += len(result.curves)
    return KeptBack(answers, numbers, numbers - shown, curves, curves - curves_shown)
