"""Trials of which the truth is known, for tests and for the natural history of the demo studies."""

from collections.abc import Sequence
from math import log

import numpy as np
import pandas as pd

ASCITES_LEVELS = ("none", "small", "moderate", "massive")

HONDA_LOG_HR = (0.0, log(1.74), log(3.20), log(4.76))
"""Log hazard ratio of death per ascites level, from Honda 2020 (adjusted; 718 patients)."""

IMBALANCED_MIX = ((0.60, 0.28, 0.09, 0.03), (0.45, 0.30, 0.17, 0.08))
"""Share of each ascites level in the reference and the experimental arm: more ascites in the
experimental one, as in PHOENIX-GC, so that a true 0.59 looks like about 0.72 unadjusted."""

BALANCED_MIX = ((0.42, 0.31, 0.13, 0.14), (0.42, 0.31, 0.13, 0.14))
"""The same shares in both arms: those of Honda 2020."""


def simulate_trial(
    n: int,
    seed: int,
    *,
    log_hr: float = log(0.59),
    ascites_mix: tuple[Sequence[float], Sequence[float]] = IMBALANCED_MIX,
    ascites_log_hr: Sequence[float] = HONDA_LOG_HR,
    allocation: tuple[int, int] = (1, 1),
    median_months: float = 16.0,
    shape: float = 1.0,
    accrual_months: float = 24.0,
    follow_up_months: float = 18.0,
    loss_per_month: float = 0.0,
) -> pd.DataFrame:
    """Simulate a two-arm trial with proportional hazards and one prognostic covariate.

    Parameters
    ----------
    n : int
        Number of patients.
    seed : int
        The same seed gives the same trial.
    log_hr : float
        True log hazard ratio of the experimental arm, conditional on ascites.
    ascites_mix : pair of sequences of float, each of length 4
        Shares of none, small, moderate and massive ascites in the reference and the experimental
        arm; each sums to 1.
    ascites_log_hr : sequence of float, length 4
        True log hazard ratio of each level against none.
    allocation : pair of int
        Reference to experimental.
    median_months, shape : float
        Median and Weibull shape of the reference arm without ascites; shape 1 is exponential.
    accrual_months, follow_up_months : float
        Uniform accrual, then follow-up of the last patient entered; both censor.
    loss_per_month : float
        Rate of loss to follow-up.

    Returns
    -------
    DataFrame, one row per patient
        ``patient_id`` (text), ``arm`` ("reference" or "experimental"), ``ascites_category``,
        ``time`` (months) and ``event`` (1 death, 0 censored).

    Notes
    -----
    The hazard ratio is conditional: with ``ascites_log_hr`` not zero, an unadjusted Cox model
    estimates another quantity even in balanced arms (non-collapsibility).

    References
    ----------
    Honda et al., Ann Gastroenterol Surg 2020 (ascites effects).
    """
    rng = np.random.default_rng(seed)
    block = np.repeat([0, 1], allocation)
    experimental = rng.permutation(np.resize(block, n))
    ascites = draw_ascites(rng, experimental, ascites_mix)
    log_hazard = log_hr * experimental + np.asarray(ascites_log_hr)[ascites]
    survival = weibull_times(rng, log_hazard, median_months, shape)
    end = follow_up_months + rng.uniform(0.0, accrual_months, n)
    loss = rng.exponential(1.0, n) / loss_per_month if loss_per_month else np.full(n, np.inf)
    censored = np.minimum(end, loss)
    width = max(3, len(str(n)))
    return pd.DataFrame(
        {
            "patient_id": [f"{i:0{width}d}" for i in range(1, n + 1)],
            "arm": np.where(experimental == 1, "experimental", "reference"),
            "ascites_category": np.asarray(ASCITES_LEVELS)[ascites],
            "time": np.minimum(survival, censored),
            "event": (survival <= censored).astype(int),
        }
    )


def draw_ascites(
    rng: np.random.Generator,
    experimental: np.ndarray,
    mix: tuple[Sequence[float], Sequence[float]],
) -> np.ndarray:
    """Return an index into `ASCITES_LEVELS` per patient (int, shape (n,)).

    Parameters
    ----------
    rng : Generator
    experimental : int array, shape (n,)
        1 in the experimental arm, 0 in the reference arm.
    mix : pair of sequences of float
        Shares per level, reference arm first.
    """
    bounds = np.cumsum(np.asarray(mix, float), axis=1)[experimental]
    return (rng.uniform(size=(len(experimental), 1)) > bounds[:, :-1]).sum(axis=1)


def weibull_times(
    rng: np.random.Generator, log_hazard: np.ndarray, median: float, shape: float
) -> np.ndarray:
    """Return times with survival 2^−(t/median)^shape raised to exp(log_hazard) (shape (n,)).

    Parameters
    ----------
    rng : Generator
    log_hazard : float array, shape (n,)
        Log hazard ratio of each patient against the baseline.
    median : float
        Median at log hazard 0, in the unit of the result.
    shape : float
        Weibull shape; above 1 the hazard rises.
    """
    exposure = rng.exponential(size=len(log_hazard)) * np.exp(-log_hazard) / log(2)
    return median * exposure ** (1.0 / shape)
