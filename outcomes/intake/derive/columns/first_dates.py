"""The first date of something per patient, where an entry nobody can read may be earlier."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from outcomes.intake.derive.timeline import Timeline, as_dates


class Known(NamedTuple):
    """A column of patients, and for whom the entries it is made of could not be read."""

    values: pd.Series
    unknown: np.ndarray


def first_dated(
    line: Timeline,
    table: pd.DataFrame,
    when: pd.Series,
    happened: pd.Series | np.ndarray,
    unsure: np.ndarray,
    seen: pd.Series | None = None,
) -> Known:
    """Return the earliest date of the rows in which something happened.

    Parameters
    ----------
    line : Timeline
    table : DataFrame
        Rows with ``patient_id``; the other arguments are aligned with it.
    when : Series
        Date of each row.
    happened : bool, shape (n,)
        Rows that say that it happened; one without a date is as good as unsure.
    unsure : bool, shape (n,)
        Rows that may say so, but cannot be read.
    seen : Series, optional
        Date of each row by which it had happened if it had; an unsure row after a known date
        changes nothing. Without it, every unsure row of a patient counts.
    """
    happened = np.asarray(happened, dtype=bool)
    ids = table["patient_id"]
    first = as_dates(when[happened]).groupby(ids[happened]).min()
    unsure = (unsure | (happened & when.isna().to_numpy())).copy()
    if seen is not None:
        known = ids.map(first).astype("datetime64[ns]").to_numpy()
        unsure &= ~(seen.to_numpy() > known)
    unknown = line.patients["patient_id"].isin(ids[unsure]).to_numpy()
    dates = as_dates(line.spread(first))
    return Known(dates.mask(unknown), unknown)
