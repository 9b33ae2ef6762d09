"""Which cells of a table hold an entry that could not be read: unknown, and not absent.

A typed table says with a missing value that a cell told nothing. Where a blank means that
something did not happen, that is not enough: the column ``_unread`` names, per row, the columns
whose entry is there but not understood. Tables without such a cell do not have it.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

UNREAD = "_unread"
MONTH = ":month"
"""After the name of a date column: the entry gives its month, and so an interval."""


def unread(table: pd.DataFrame, *columns: str) -> np.ndarray:
    """Return the rows in which any of the columns holds an entry that could not be read.

    Parameters
    ----------
    table
        A typed table.
    columns
        Names of columns, whether or not the table has them.

    Returns
    -------
    bool array, shape (n,)
    """
    if UNREAD not in table:
        return np.zeros(len(table), dtype=bool)
    marked, wanted = table[UNREAD].tolist(), set(columns)
    hit = {m for m in set(marked) if isinstance(m, tuple) and not wanted.isdisjoint(m)}
    if not hit:
        return np.zeros(len(table), dtype=bool)
    return np.fromiter((names in hit for names in marked), bool, len(table))


def lost(table: pd.DataFrame, *columns: str) -> np.ndarray:
    """Return the rows in which any of the columns holds nothing but what could not be read.

    Parameters
    ----------
    table
        A typed table.
    columns
        Names of columns, whether or not the table has them.

    Returns
    -------
    bool array, shape (n,)
    """
    found = np.zeros(len(table), dtype=bool)
    for name in columns:
        blank = table[name].isna().to_numpy() if name in table else True
        found |= unread(table, name) & blank
    return found


def with_unread(table: pd.DataFrame, marks: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return the table with further cells marked.

    Parameters
    ----------
    table
        A typed table. Not changed.
    marks
        By column: the rows to mark, bool of shape (n,).
    """
    marks = {name: rows for name, rows in marks.items() if rows.any()}
    if not marks:
        return table
    names = table[UNREAD].tolist() if UNREAD in table else [()] * len(table)
    for i in np.flatnonzero(np.logical_or.reduce(list(marks.values()))).tolist():
        names[i] = (*names[i], *(name for name, rows in marks.items() if rows[i]))
    return table.assign(**{UNREAD: pd.Series(names, table.index, dtype=object)})
