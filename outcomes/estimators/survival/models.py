"""The Cox models of a cohort: risk sets once per outcome and patients, a fit once per model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from outcomes.estimators.base.caveats import too_few, unusable
from outcomes.estimators.base.design import (
    Contrast,
    Floats,
    by_time,
    contrasts_of,
    strata_of,
    terms_of,
    varying,
)
from outcomes.kernel.cox.fit import CoxFit, on_risk_sets, profile_interval
from outcomes.kernel.cox.risk_sets import RiskSets, risk_sets
from outcomes.model.cohort import Cohort
from outcomes.model.once import once
from outcomes.results.note import Note


@dataclass(frozen=True, slots=True)
class Followed:
    """The follow-up of two arms: the same where endpoint, arm, strata and patients are.

    Attributes
    ----------
    who
        Who of those with the endpoint are in, as bytes.
    """

    endpoint: str
    arm: str
    strata: tuple[str, ...]
    who: bytes
    time: Floats = field(compare=False)
    event: Floats = field(compare=False)
    entry: Floats | None = field(compare=False)
    stratum: NDArray[np.intp] | None = field(compare=False)


@dataclass(frozen=True, slots=True)
class Model:
    """Columns fitted to a follow-up, the arm first: the same where it and the covariates are.

    Attributes
    ----------
    used, unused
        Columns of the covariates that differ between patients, and those that do not.
    n_incomplete
        How many of the two arms lack a covariate or a stratum.
    """

    followed: Followed
    covariates: tuple[str, ...]
    x: Floats = field(compare=False)
    used: tuple[str, ...] = field(default=(), compare=False)
    unused: tuple[str, ...] = field(default=(), compare=False)
    n_incomplete: int = field(default=0, compare=False)

    def alone(self) -> Model:
        """Return the model of the arm and nothing else in the same patients."""
        followed = replace(self.followed, strata=(), stratum=None)
        return replace(self, followed=followed, covariates=(), x=self.x[:, :1], used=(), unused=())


@once
def models_of(
    cohort: Cohort, endpoint: str, covariates: tuple[str, ...], strata: tuple[str, ...]
) -> tuple[tuple[Contrast, Model], ...]:
    """Return the model of each contrast, of the patients who have all that it is adjusted for."""
    data = by_time(cohort, endpoint)
    terms = terms_of(cohort, covariates, data.rows)
    stratum, known = strata_of(cohort, strata, data.rows)
    complete = terms.complete & known

    def model_of(contrast: Contrast) -> Model:
        rows = contrast.rows & complete
        matrix, unused = varying(terms.matrix[rows], terms.names)
        followed = Followed(
            endpoint,
            contrast.arm,
            strata,
            rows.tobytes(),
            time=data.time[rows],
            event=(data.event[rows] == 1).astype(np.float64),
            entry=data.entering(rows),
            stratum=stratum[rows] if strata else None,
        )
        return Model(
            followed,
            covariates,
            np.column_stack([contrast.in_arm[complete[contrast.rows]], matrix]),
            tuple(name for name in terms.names if name not in unused),
            unused,
            int(contrast.rows.sum() - rows.sum()),
        )

    return tuple((contrast, model_of(contrast)) for contrast in contrasts_of(cohort, data.arm))


@once
def fit_of(cohort: Cohort, model: Model) -> CoxFit | Note:
    """Return the fit of a model of a cohort, or why the ratio of its arm is none to print."""
    why = too_few(model.followed.event, model.x[:, 0])
    if why is not None:
        return why
    fitted = on_risk_sets(_at_risk(cohort, model.followed), model.x)
    return unusable(fitted) or fitted


@once
def profile_of(fitted: CoxFit) -> tuple[float | None, float | None]:
    """Return the profile-likelihood limits of the coefficient of the arm."""
    return profile_interval(fitted, 0)


@once
def _at_risk(cohort: Cohort, of: Followed) -> RiskSets:
    return risk_sets(of.time, of.event, entry=of.entry, strata=of.stratum)
