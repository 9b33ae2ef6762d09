"""Who a question of prediction is about: complete cases, and covariates that differ among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from outcomes.estimators.base.caveats import NOBODY, few_events, incomplete, not_estimable
from outcomes.estimators.base.design import Floats, Mask, cause_specific, terms_of, timed, varying
from outcomes.model.cohort import Cohort, Timed
from outcomes.results.note import Note
from outcomes.results.result import Estimate

FEWEST_PATIENTS, FEWEST_EVENTS = 50, 20
PROGNOSIS = Note("prognosis_only")


class Predictors(NamedTuple):
    """Complete cases: follow-up, event (bool), columns of covariates and their names."""

    time: Floats
    event: Mask
    x: Floats
    names: tuple[str, ...]

    def only(self, chosen: np.ndarray) -> Predictors:
        """Return some of the patients."""
        return self._replace(time=self.time[chosen], event=self.event[chosen], x=self.x[chosen])

    def outcome(self) -> Any:
        """Return event and time as scikit-survival takes them."""
        outcome = np.empty(len(self.time), [("event", np.bool_), ("time", np.float64)])
        outcome["event"], outcome["time"] = self.event, self.time
        return outcome


class Asked(NamedTuple):
    """What every measure of prediction starts from.

    Attributes
    ----------
    data, rows
        Everybody with a time, and the complete cases of them.
    blank
        An estimate of them without a number.
    notes
        Of every answer about them.
    why
        Why nothing can be said of them; None where something can.
    """

    data: Timed
    rows: Predictors
    blank: Estimate
    notes: tuple[Note, ...]
    why: Note | None


def asked_of(cohort: Cohort, endpoint: str, covariates: Sequence[str]) -> Asked:
    """Return the patients, their times and their covariates, coded by `design.terms_of`.

    Raises
    ------
    KeyError
        If the protocol declares no such covariate.
    """
    data = timed(cohort, endpoint)
    terms = terms_of(cohort, covariates, data.rows)
    x, unused = varying(terms.matrix[terms.complete], terms.names)
    names = tuple(n for n in terms.names if n not in unused)
    event = data.event[terms.complete] == 1
    rows = Predictors(data.time[terms.complete], event, x, names)
    n, n_events = len(event), int(event.sum())
    blank = Estimate(
        "c_index",
        n=n,
        n_events=n_events,
        method=cause_specific(cohort, endpoint),
        covariates=tuple(covariates),
    )
    why = _too_little(n, n_events, names)
    notes = [PROGNOSIS, *incomplete(len(data.time) - n, len(data.time))]
    notes += few_events(n_events, len(names)) if why is None else []
    return Asked(data, rows, blank, tuple(notes), why)


def _too_little(n: int, n_events: int, names: tuple[str, ...]) -> Note | None:
    if not n:
        return NOBODY
    if n < FEWEST_PATIENTS:
        return not_estimable("patients_fewer", n=n, least=FEWEST_PATIENTS)
    if n_events < FEWEST_EVENTS:
        return not_estimable("events_fewer", n=n_events, least=FEWEST_EVENTS)
    return None if names else not_estimable("no_varying_covariate")
