"""Times that are equal but for rounding are one time."""

from collections.abc import Iterable

import numpy as np

TOLERANCE = float(np.sqrt(np.finfo(float).eps))


def tied(time: np.ndarray, marks: Iterable[float] = ()) -> np.ndarray:
    """Return times of which any two that only rounding tells apart are the same number.

    Parameters
    ----------
    time : float array, shape (n,)
        nan stays nan.
    marks : iterable of float
        Times the protocol asks about, in the same unit: what is equal to one becomes it.

    Notes
    -----
    ``0.1 + 0.2`` of a spreadsheet is not ``0.3``; whether an event there comes before a censoring
    must not hang on the last bit. As R's ``timefix``: neighbors are the same where they differ by
    less than 1.5e-8, or 1.5e-8 of the mean of the distinct times; a chain becomes its smallest.

    It is done here, where ready-made times come in and for all patients of the study at once, so
    that every estimator, list and export, under any filter, sees the same ties. Times made from
    dates are whole days divided by one number and need none of it.
    """
    marked = np.array(list(marks), dtype=float)
    values = np.unique(np.concatenate([time[np.isfinite(time)], marked]))
    if values.size == 0:
        return time
    near = np.diff(values) <= TOLERANCE * max(1.0, float(np.abs(values).mean()))
    chain = np.concatenate([[0], np.cumsum(~near)])
    meant = values[np.searchsorted(chain, chain)]
    for mark in marked:
        meant[chain == chain[np.searchsorted(values, mark)]] = mark
    place = np.searchsorted(values, time).clip(max=values.size - 1)
    return np.where(np.isfinite(time), meant[place], time)
