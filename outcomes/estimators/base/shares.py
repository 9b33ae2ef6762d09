"""A share of patients as an estimate."""

from __future__ import annotations

from dataclasses import replace

from outcomes.estimators.base.caveats import NOBODY
from outcomes.kernel.proportions.difference import CONF_LEVEL, Tally, clopper_pearson
from outcomes.results.result import Estimate, Interval


def share(group: str, tally: Tally, what: tuple[str, ...] = ()) -> Estimate:
    """Return a proportion with its exact limits; of nobody, that there is none.

    Parameters
    ----------
    group, what
        Of whom, and what was counted.
    tally
        How many of how many.

    References
    ----------
    Clopper, Pearson (1934) Biometrika 26:404.
    """
    blank = Estimate("proportion", group, n=tally.n, n_events=tally.successes, covariates=what)
    if not tally.n:
        return replace(blank, notes=(NOBODY,))
    interval = Interval(*clopper_pearson(tally), CONF_LEVEL)
    return replace(blank, value=tally.successes / tally.n, interval=interval)
