"""Which ADaM tables a file holds, and their cells as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from outcomes.dictionary import fold_value
from outcomes.intake.cells.cell import as_text
from outcomes.intake.gate.raw import Raw, RawSheet, RawWorkbook, column_index, column_letter

HEADERS = frozenset(
    "USUBJID PARAMCD PARAM AVAL AVALC AVALU CNSR ADT STARTDT EVNTDESC CNSDTDSC ANL01FL TRT01PN "
    "AEDECOD AETERM AESOC AEBODSYS AESEV AETOXGR ASTDT AENDT TRTEMFL AESER AEREL".split()
)
"""Names the standard gives, by which the row of headers is found."""

BLANK = ("", ".", "NA", "NaN", "NULL")
"""What SAS, R and Python write for nothing; NONE is a word of the standard."""
_BLANK = {fold_value(text) for text in BLANK}


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of an ADaM file: subjects, times to events, responses, adverse events."""

    adsl: RawSheet
    adtte: tuple[RawSheet, ...] = ()
    adrs: tuple[RawSheet, ...] = ()
    adae: RawSheet | None = None
    others: tuple[RawSheet, ...] = ()


def tables_of(workbook: RawWorkbook) -> Tables | None:
    """Return the ADaM tables of a file, known by their columns; None where there is no ADSL."""
    subjects = [raw for raw in workbook.sheets if _is_adsl(raw)]
    if not subjects:
        return None
    adsl = min(subjects, key=lambda raw: not raw.name.casefold().startswith("adsl"))
    kinds = {raw.name: _kind(raw) for raw in workbook.sheets if raw is not adsl}

    def of(kind: str) -> tuple[RawSheet, ...]:
        return tuple(raw for raw in workbook.sheets if kinds.get(raw.name) == kind)

    events = sorted(of("adae"), key=lambda raw: not raw.name.casefold().startswith("adae"))
    return Tables(adsl, of("adtte"), of("adrs"), events[0] if events else None,
                  (*events[1:], *of("")))  # fmt: skip


def _is_adsl(raw: RawSheet) -> bool:
    names = headers_of(raw)
    if "USUBJID" not in names or not {"TRT01P", "ARM", "TRT01A"} & set(names):
        return False
    if raw.name.casefold().startswith("adsl"):
        return True
    ids = texts(raw)["USUBJID"]
    return "TRT01P" in names and not {"PARAMCD", "AEDECOD"} & set(names) and ids.is_unique


def _kind(raw: RawSheet) -> str:
    names = set(headers_of(raw))
    if "USUBJID" in names and {"PARAMCD", "AVAL", "CNSR"} <= names:
        return "adtte"
    if {"USUBJID", "PARAMCD", "AVALC"} <= names and raw.name.casefold().startswith(("adrs", "rs")):
        return "adrs"
    return "adae" if "USUBJID" in names and {"AEDECOD", "AETERM"} & names else ""


def headers_of(raw: RawSheet) -> tuple[str, ...]:
    """Return the headers as the standard writes them, in capitals."""
    return tuple(header.strip().upper() for header in raw.header)


def texts(raw: RawSheet) -> pd.DataFrame:
    """Return the cells as text, "" where nothing is known, by header; ``_row`` is their row."""
    columns: dict[str, list[str]] = {}
    for position, name in enumerate(headers_of(raw)):
        cells = (as_text(row[position]) for row in raw.rows)
        columns.setdefault(name, ["" if fold_value(text) in _BLANK else text for text in cells])
    frame = pd.DataFrame(columns, index=range(len(raw.rows)), dtype=object)
    return frame.assign(_row=np.array(raw.row_numbers, dtype=int))


def first_filled(frame: pd.DataFrame, names: Sequence[str]) -> str:
    """Return the first of some columns that is there and not blank throughout; else ""."""
    return next((n for n in names if n in frame and (frame[n] != "").any()), "")


def constant(frame: pd.DataFrame, name: str) -> str:
    """Return the only text of a column; "" where it has several, or none."""
    found = set(frame[name]) - {""} if name in frame else set()
    return found.pop() if len(found) == 1 else ""


def letter_of(raw: RawSheet, name: str) -> str:
    """Return the letter of a column in the file, "" where it is not there."""
    names = headers_of(raw)
    return raw.columns[names.index(name)] if name in names else ""


def kept_rows(raw: RawSheet, keep: np.ndarray) -> RawSheet:
    """Return a sheet with the rows of a mask."""
    chosen = np.flatnonzero(keep)
    return replace(
        raw,
        row_numbers=tuple(raw.row_numbers[i] for i in chosen),
        rows=tuple(raw.rows[i] for i in chosen),
    )


def with_cells(raw: RawSheet, added: Mapping[str, Sequence[Raw]]) -> RawSheet:
    """Return a sheet with columns added behind the last one, by header."""
    after = column_index(raw.columns[-1]) + 1
    letters = tuple(column_letter(after + i) for i in range(len(added)))
    return replace(
        raw,
        header=(*raw.header, *added),
        columns=(*raw.columns, *letters),
        rows=tuple((*row, *cells) for row, *cells in zip(raw.rows, *added.values(), strict=True)),
    )
