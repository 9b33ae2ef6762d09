"""Rubin's rules: one estimate from several imputed data sets."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isinf, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, stdtr, stdtrit


@dataclass(frozen=True, slots=True)
class Pooled:
    """A pooled estimate.

    Attributes
    ----------
    value, std_err
        Mean of the estimates, and the root of the total variance: within plus (1 + 1/m) between.
    df
        Degrees of freedom of Student's t; inf = normal.
    missing_information
        Fraction of the information about the estimate that is missing, 0 to 1.
    """

    value: float
    std_err: float
    df: float
    missing_information: float

    def limits(self, level: float = 0.95) -> tuple[float, float]:
        """Return the confidence limits at the level."""
        reach = _quantile(0.5 + level / 2, self.df) * self.std_err
        return self.value - reach, self.value + reach

    @property
    def p_value(self) -> float:
        """Two-sided p-value of the hypothesis that the true value is zero."""
        t = -abs(self.value) / self.std_err
        return 2.0 * float(ndtr(t) if isinf(self.df) else stdtr(self.df, t))


def pool(estimates: ArrayLike, variances: ArrayLike, *, complete_df: float = inf) -> Pooled:
    """Pool the estimates of m imputed data sets.

    Parameters
    ----------
    estimates, variances : shape (m,)
        Estimate and squared standard error of each imputed data set; m at least 2.
    complete_df
        Degrees of freedom had nothing been missing; inf gives Rubin's (1987) large-sample df.

    Notes
    -----
    Degrees of freedom of Barnard and Rubin. Equals ``mice::pool.scalar(Q, U, n, k)`` with
    ``complete_df = n - k``.

    Raises
    ------
    ValueError
        If there are fewer than two imputations.

    References
    ----------
    Rubin (1987) Multiple imputation for nonresponse in surveys. Barnard, Rubin (1999) Biometrika
    86:948.
    """
    values, within = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    m = values.size
    if m < 2 or within.shape != values.shape:
        raise ValueError(f"pooling needs at least two estimates with variances; there are {m}")
    between = (1.0 + 1.0 / m) * float(values.var(ddof=1))
    total = float(within.mean()) + between
    share = between / total if total > 0 else 0.0
    df = _degrees_of_freedom(m, share, complete_df)
    increase = share / (1.0 - share) if share < 1 else inf
    missing = 1.0 if isinf(increase) else (increase + 2.0 / (df + 3.0)) / (increase + 1.0)
    return Pooled(float(values.mean()), sqrt(total), df, missing if share > 0 else 0.0)


def _degrees_of_freedom(m: int, share: float, complete_df: float) -> float:
    """Harmonic combination of the df of the imputations and of the observed data."""
    imputations = (m - 1) / share**2 if share > 0 else inf
    if isinf(complete_df):
        return imputations
    observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
    if isinf(imputations):
        return observed
    return imputations * observed / (imputations + observed)


def _quantile(p: float, df: float) -> float:
    return float(ndtri(p) if isinf(df) else stdtrit(df, p))
