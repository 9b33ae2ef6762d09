"""The recruitment model: closed forms by hand, and intervals that hold what they promise."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import nbinom

from outcomes.estimators.conduct.recruitment import Recruitment, recruitment
from outcomes.wording import say


def test_pooled_posterior_by_hand() -> None:
    """Five patients, the first on day 0, observed to day 100: Gamma(4 + 1/2, 100)."""
    model = recruitment(np.array([0.0, 10, 20, 50, 90]), np.full(5, "a"), 100.0)
    assert model is not None
    assert model[:2] == (4.5, 100.0)


def test_quantiles_agree_with_draws() -> None:
    model = Recruitment(6.0, 120.0, "")
    rng = np.random.default_rng(1)
    rate = rng.gamma(6.0, 1 / 120.0, 200_000)
    tails = np.array([0.1, 0.5, 0.9])
    wait = rng.gamma(20, size=rate.size) / rate
    np.testing.assert_allclose(model.wait(tails, 20), np.quantile(wait, tails), rtol=0.02)
    np.testing.assert_allclose(model.rate(tails), np.quantile(rate, tails), rtol=0.02)
    number = np.quantile(rng.poisson(rate * 90), tails, method="inverted_cdf")
    assert [float(model.number(p, np.array([90.0]))[0]) for p in tails] == number.tolist()


def test_too_little_to_say() -> None:
    assert recruitment(np.zeros(0), np.zeros(0, dtype=str), 10.0) is None
    assert recruitment(np.array([3.0]), np.array(["a"]), 10.0) is None
    assert recruitment(np.array([3.0, 3.0]), np.array(["a", "b"]), 3.0) is None


def test_three_sites_of_one_patient_are_pooled() -> None:
    model = recruitment(np.array([0.0, 1.0, 2.0]), np.array(["a", "b", "c"]), 50.0)
    assert model is not None
    assert "pooled" in say(model.method)


def test_similar_sites_are_known_as_surely_as_one_pooled_site() -> None:
    """Without the variance of the estimated mean, equal sites would leave no doubt at all."""
    days = np.tile(np.arange(0.0, 100.0, 10.0), 4)
    model = recruitment(days, np.repeat(["a", "b", "c", "d"], 10), 100.0)
    assert model is not None
    mean, error = model.shape / model.exposure, np.sqrt(model.shape) / model.exposure
    assert mean == pytest.approx(36 / 100, rel=0.01)
    assert error == pytest.approx(np.sqrt(36) / 100, rel=0.05)


def test_sites_that_differ_are_described_as_they_differ() -> None:
    """The most likely gamma distribution of their rates, by the counts it makes for each site."""
    counts, opened = np.array([1, 2, 3, 5, 8, 30]), np.array([100.0, 60.0, 80.0, 100.0, 90.0, 95.0])
    n, t = counts - 1.0, opened
    days = np.concatenate(
        [np.linspace(100 - o, 99, k) for k, o in zip(counts, opened, strict=True)]
    )

    def unlikely(point: np.ndarray) -> float:
        m, a = np.exp(point)
        return -float(nbinom.logpmf(n, a, a / m / (a / m + t)).sum())

    m, a = np.exp(minimize(unlikely, [-2.0, 0.0], method="Nelder-Mead", tol=1e-10).x)
    model = recruitment(days, np.repeat(np.arange(6).astype(str), counts), 100.0)
    assert model is not None
    assert a < 1.5  # far from alike
    # What is known of each site, and what the mean of all adds: a count has the variance k.
    rate, less, more = (((a + n) / (a / at + t)).sum() for at in (m, 0.999 * m, 1.001 * m))
    k = m * t + (m * t) ** 2 / a
    of_mean = ((more - less) / (0.002 * m)) ** 2 / (t**2 / k).sum()
    spread = ((a + n) / (a / m + t) ** 2).sum() + of_mean
    assert model.shape / model.exposure == pytest.approx(rate, rel=1e-4)
    assert model.shape / model.exposure**2 == pytest.approx(spread, rel=1e-3)


def simulated(rng: np.random.Generator, sites: int, spread: float) -> tuple[np.ndarray, ...]:
    """Rates, days and sites of a year of recruitment with staggered openings."""
    rate = rng.gamma(spread, 1 / 30 / spread, sites)
    opened = rng.uniform(30, 120, sites)
    n = rng.poisson(rate * (365 - opened))
    days = np.concatenate([rng.uniform(o, 365, k) for o, k in zip(opened, n, strict=True)])
    return rate, np.floor(days), np.repeat(np.arange(sites).astype(str), n)


@pytest.mark.parametrize(("sites", "spread", "trials"), [(1, 50.0, 600), (5, 1.5, 200)])
def test_eighty_percent_interval_of_the_completion_holds(
    sites: int, spread: float, trials: int
) -> None:
    rng = np.random.default_rng(7)
    inside = []
    for _ in range(trials):
        rate, days, names = simulated(rng, sites, spread)
        model = recruitment(days, names, 365.0)
        if model is not None:
            truth = rng.gamma(30) / rate.sum()
            low, high = model.wait(np.array([0.1, 0.9]), 30)
            inside.append(low <= truth <= high)
    assert len(inside) > 0.95 * trials
    assert np.mean(inside) == pytest.approx(0.8, abs=0.06)
