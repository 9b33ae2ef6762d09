"""Which patients are lost to follow-up, and until when each would have been followed up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from outcomes.clinical.study_days import days_in
from outcomes.estimators.base.design import Floats, Mask
from outcomes.estimators.conduct.enrollment import to_day
from outcomes.model.cohort import Cohort, Timed
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.note import Note, Ref


class Lost(NamedTuple):
    """Per patient of a timed endpoint: whether lost, and until when follow-up would have lasted.

    ``horizon`` is inf where nothing ends it, in the time unit of the study.
    """

    who: Mask
    horizon: Floats
    notes: tuple[Note, ...]


def lost_follow_up(cohort: Cohort, endpoint: str, data: Timed, gap: float | None) -> Lost:
    """Return who is lost.

    Parameters
    ----------
    cohort, endpoint, data
        Who, an endpoint with times, and these.
    gap
        None: everyone censored. A number (time unit of the study): those censored whose follow-up
        ends more than that before the data cut-off, counted from the endpoint's origin.

    Raises
    ------
    ValueError
        If ``gap`` is given and the study has no data cut-off or no date of origin.
    """
    censored = data.event == 0
    if gap is None:
        horizon = np.full(len(data.time), np.inf)
        return Lost(censored, horizon, (Note("lost_everyone"),))
    spec, origin = cohort.study.spec, cohort.endpoint(endpoint).origin
    cutoff, unit = spec.study.data_cutoff, spec.study.time_unit
    if cutoff is None or not origin or origin not in cohort.study.patients:
        raise ValueError(f"gap needs a data cut-off and the dates '{origin or 'of origin'}'")
    start = days_in(cohort.patients, origin)[data.rows]
    potential = (to_day(cutoff) - start) / DAYS_PER[unit]
    with np.errstate(invalid="ignore"):
        who = censored & (potential - data.time > gap)
    blank = int((censored & np.isnan(potential)).sum())
    notes = [Note("lost_before_cutoff", gap=float(gap), unit=Ref("unit", unit))]
    if blank:
        notes.append(Note("lost_undated", n=blank, column=Ref("column", origin)))
    return Lost(who, np.where(np.isnan(potential), data.time, potential), tuple(notes))
