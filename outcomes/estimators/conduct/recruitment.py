"""A Poisson–gamma model of recruitment: how fast patients come, and how surely that is known."""

from typing import NamedTuple

import numpy as np
from scipy import special

from outcomes.results.note import Method

MIN_SITES = 3
_LOG_SHAPE_BOUNDS = (-3.0, 7.0)


class Recruitment(NamedTuple):
    """Gamma distribution of the rate at which the whole study recruits from now on.

    Attributes
    ----------
    shape : float
    exposure : float
        Inverse scale, in days: the mean rate is ``shape / exposure`` patients per day.
    method : Method
        How the distribution was found.
    """

    shape: float
    exposure: float
    method: Method

    def rate(self, probability: np.ndarray) -> np.ndarray:
        """Return quantiles of the rate (patients per day)."""
        from scipy import stats

        return stats.gamma.ppf(probability, self.shape) / self.exposure

    def number(self, probability: float, days: np.ndarray) -> np.ndarray:
        """Return quantiles of the number recruited in a number of days (negative binomial)."""
        from scipy import stats

        return stats.nbinom.ppf(probability, self.shape, self.exposure / (self.exposure + days))

    def wait(self, probability: np.ndarray, patients: int) -> np.ndarray:
        """Return quantiles of the days until that many more are recruited (beta prime)."""
        from scipy import stats

        return self.exposure * stats.betaprime.ppf(probability, patients, self.shape)


class SiteCounts(NamedTuple):
    """Per site: patients after the first one, and days since the first one."""

    further: np.ndarray
    days: np.ndarray


def recruitment(days: np.ndarray, sites: np.ndarray, end: float) -> Recruitment | None:
    """Return the posterior of the recruitment rate.

    Site i recruits by a Poisson process whose rate is drawn from a gamma distribution common to
    all sites. It is observed from its first patient, whose own arrival is conditioned on as
    opening dates are not known, to ``end``.

    Parameters
    ----------
    days : float array, shape (n,)
        Day of enrollment, none missing.
    sites : array, shape (n,)
        Name of the site of each patient; "" where unknown, which counts as one site.
    end : float
        Day up to which recruitment was observed.

    Returns
    -------
    Recruitment or None
        None with fewer than two patients or no time between the first of them and ``end``.

    Notes
    -----
    With three sites or more, mean and shape of the gamma distribution are estimated by maximum
    likelihood (empirical Bayes; negative binomial counts). The site posteriors are
    Gamma(a + n_i, a/m + t_i); their sum is matched by a gamma distribution with the same mean
    and with their variance plus that of the estimated mean m (delta method), without which
    similar sites would seem known without error. With fewer sites they are pooled: one process,
    Jeffreys prior.

    References
    ----------
    Anisimov VV, Fedorov VV. Modelling, prediction and adaptive adjustment of recruitment in
    multicentre trials. Stat Med 2007;26:4958-75.
    """
    names = np.unique(sites)
    pooled = _counts(days, np.zeros(days.size), end)
    if days.size < 2 or pooled.days[0] <= 0:
        return None
    counts = _counts(days, sites, end)
    if names.size < MIN_SITES or counts.further.sum() < 1:
        return Recruitment(
            float(pooled.further[0]) + 0.5, float(pooled.days[0]), Method("poisson_pooled")
        )
    mean, variance = _total_rate(counts)
    return Recruitment(
        mean**2 / variance, mean / variance, Method("poisson_sites", sites=int(names.size))
    )


def _counts(days: np.ndarray, sites: np.ndarray, end: float) -> SiteCounts:
    own = [days[sites == name] for name in np.unique(sites)]
    return SiteCounts(np.array([d.size - 1.0 for d in own]), np.array([end - d.min() for d in own]))


def _total_rate(counts: SiteCounts) -> tuple[float, float]:
    """Return mean and variance of the sum of the site rates (per day)."""
    n, t = counts
    m, a = _fit_gamma(counts)
    b = a / m
    slope = float(((a + n) * (a / m**2) / (b + t) ** 2).sum())
    information = float((t / (m * (1 + m * t / a))).sum())
    within = float(((a + n) / (b + t) ** 2).sum())
    return float(((a + n) / (b + t)).sum()), within + slope**2 / information


def _fit_gamma(counts: SiteCounts) -> tuple[float, float]:
    """Return mean and shape of the gamma distribution of the site rates."""
    from scipy import optimize

    n, t = counts
    start = float(np.log(n.sum() / t.sum()))

    def minus_log_likelihood(point: np.ndarray) -> float:
        m, a = np.exp(point)
        b = a / m
        return -float(
            (
                special.gammaln(a + n) - special.gammaln(a) + a * np.log(b / (b + t))
                + special.xlogy(n, t / (b + t))
            ).sum()
        )  # fmt: skip

    fit = optimize.minimize(
        minus_log_likelihood,
        np.array([start, 0.7]),
        method="L-BFGS-B",
        bounds=[(start - 3, start + 3), _LOG_SHAPE_BOUNDS],
    )
    m, a = np.exp(fit.x)
    return float(m), float(a)
