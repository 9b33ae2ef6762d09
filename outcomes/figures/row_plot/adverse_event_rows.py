"""The rows of adverse events: overall ones, then terms, by system organ class where asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from outcomes.figures.base.look import Look
from outcomes.results.result import Estimate, Result

WHOLE = "(any)"
FLAGS = ("serious", "related", "5")


class EventRow(NamedTuple):
    """A row: what it counts, and per band and arm how many patients.

    ``band`` is what the light bar shows; ``bold`` rows head a block.
    """

    name: str
    band: str
    found: Mapping[tuple[str, str], Estimate]
    bold: bool = False

    def of(self, group: str, band: str = "") -> Estimate | None:
        """Return the estimate of a group, of the row's own band by default."""
        return self.found.get((band or self.band, group))


def event_rows(result: Result, most: int | None = None) -> tuple[list[EventRow], int]:
    """Return the rows of a result, overall ones first, and how many terms were left out.

    Parameters
    ----------
    result
        Analysis ``adverse_events``: quantity ``proportion``, by term or by system organ class.
    most
        How many terms to keep, those of most patients; None keeps all.
    """
    blocks: dict[tuple[str, ...], dict[tuple[str, str], Estimate]] = {}
    for e in result.all("proportion"):
        name, band, *more = e.covariates
        blocks.setdefault((name, *more), {})[band, e.group] = e
    whole = next((found for key, found in blocks.items() if key[0] == WHOLE), {})
    rows = [EventRow(WHOLE, "any", whole, bold=True)] if whole else []
    bands = {band for band, _ in whole}
    rows += [EventRow(WHOLE, band, whole) for band in FLAGS if band in bands]
    terms = [key for key in blocks if key[0] != WHOLE and key[1:] != key[:1]]
    ranked = sorted(terms, key=lambda key: -_share(blocks[key].values()))
    kept = set(terms if most is None else ranked[:most])
    classes = {key[1] for key in kept if len(key) > 1}
    for key, found in blocks.items():
        head = key[1:] == key[:1]
        if key[0] != WHOLE and (key in kept or (head and key[0] in classes)):
            rows.append(EventRow(key[0], "any", found, bold=head))
    return rows, len(terms) - len(kept)


def _share(estimates: Iterable[Estimate]) -> float:
    return sum(e.value or 0.0 for e in estimates if e.covariates[1] == "any")


def row_name(row: EventRow, look: Look) -> str:
    """Return a row's name: a term as the workbook writes it, the overall rows in words."""
    if row.name != WHOLE:
        return row.name
    return look.say(f"ae.row.{'fatal' if row.band == '5' else row.band}")
