"""Baseline hazard of a Cox model, as a step function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outcomes.kernel.cox.fit import CoxFit
from outcomes.kernel.cox.residuals import event_means
from outcomes.kernel.curves.counting import Floats


@dataclass(frozen=True, slots=True, eq=False)
class BaselineHazard:
    """Cumulative hazard of one stratum at its event times, for a patient with every x = 0."""

    stratum: object
    time: Floats
    cumulative_hazard: Floats


def baseline_hazards(model: CoxFit) -> tuple[BaselineHazard, ...]:
    """Return the baseline of every stratum that has events; empty without a fitted model.

    Notes
    -----
    Breslow's estimator, or Efron's where the model handles ties so. Equals R's
    ``basehaz(fit, centered = FALSE)`` at the event times.
    """
    if not model.risk_sets.dying.size:
        return ()
    sets, beta = model.risk_sets, np.nan_to_num(model.coefficients)
    steps = np.add.reduceat(event_means(sets, model.x, beta).hazard, sets.group_starts)
    steps = steps * np.exp(-model.means @ beta)
    return tuple(
        BaselineHazard(sets.strata[s], sets.group_time[inside], np.cumsum(steps[inside]))
        for s in np.unique(sets.group_stratum)
        for inside in [sets.group_stratum == s]
    )
