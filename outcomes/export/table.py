"""Results as one long table of raw numbers: the results file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from outcomes.export.spreadsheet import Rows
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Result
from outcomes.wording import say, say_all

if TYPE_CHECKING:
    import pandas as pd

TABLE_COLUMNS = (
    "analysis", "endpoint", "population", "filters", "group", "reference", "covariates",
    "quantity", "at", "value", "ci_low", "ci_high", "conf_level", "p_value", "unit", "n",
    "n_events", "method", "notes",
)  # fmt: skip


def to_table(results: Iterable[Result]) -> pd.DataFrame:
    """Return one long table, one row per number, raw and unrounded.

    Columns are ``TABLE_COLUMNS`` in that order; ``filters`` joins the cohort's filters and the
    subgroup's own condition. None becomes a missing cell, infinity stays infinity. Methods and
    notes are in English, with the ids of the protocol.
    """
    import pandas as pd  # here: a process that only looks results up has no use for it

    numbers = numbers_of(results)
    return pd.DataFrame(numbers.rows, columns=list(numbers.columns))


def numbers_of(results: Iterable[Result]) -> Rows:
    """Return the rows of ``to_table`` as plain values."""
    rows = (_row(result, estimate) for result in results for estimate in result.estimates)
    return Rows(TABLE_COLUMNS, tuple(rows))


def _row(result: Result, estimate: Estimate) -> tuple[object, ...]:
    within = str(estimate.where) if estimate.where else ""
    return (
        result.analysis,
        result.endpoint,
        result.population,
        "; ".join(part for part in (result.filters, within) if part),
        estimate.group,
        estimate.reference,
        ", ".join(estimate.covariates),
        estimate.quantity,
        estimate.at,
        estimate.value,
        estimate.ci_low,
        estimate.ci_high,
        estimate.interval.level if estimate.interval else None,
        estimate.p_value,
        estimate.unit,
        estimate.n,
        estimate.n_events,
        say(estimate.method),
        say_all(_notes_of(result, estimate)),
    )


def _notes_of(result: Result, estimate: Estimate) -> Iterable[Note]:
    """Return the notes of a row: first of all that many patients are left out."""
    notes = dict.fromkeys(estimate.notes + result.notes)
    return sorted(notes, key=lambda note: note.id != "many_left_out")
