"""Restricted cubic splines: smooth between the outer knots, straight beyond them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
QUANTILES: dict[int, tuple[float, ...]] = {
    3: (0.1, 0.5, 0.9),
    4: (0.05, 0.35, 0.65, 0.95),
    5: (0.05, 0.275, 0.5, 0.725, 0.95),
}


def knots_of(x: ArrayLike, n_knots: int) -> Floats:
    """Return the usual knots: quantiles of ``x`` (R's default type), shape (n_knots,).

    Raises
    ------
    ValueError
        For other than 3, 4 or 5 knots.

    References
    ----------
    Harrell (2015) Regression Modeling Strategies, 2nd ed., table 2.3.
    """
    if n_knots not in QUANTILES:
        raise ValueError(f"{n_knots} knots; there may be {', '.join(map(str, QUANTILES))}")
    return np.asarray(np.quantile(np.asarray(x, np.float64), QUANTILES[n_knots]), np.float64)


def restricted_cubic(x: ArrayLike, knots: ArrayLike) -> Floats:
    """Return the basis at ``x``: x itself, then ``k − 2`` cubic terms, shape (n, k − 1).

    Parameters
    ----------
    x : shape (n,)
    knots : shape (k,)
        At least 3, increasing.

    Notes
    -----
    Truncated power basis divided by the square of the distance of the outer knots, so that all
    columns have the unit of x: ``Hmisc::rcspline.eval(x, knots, inclx = TRUE, norm = 2)``.

    Raises
    ------
    ValueError
        If there are fewer than 3 knots or they do not increase.

    References
    ----------
    Stone, Koo (1985) Proc Stat Comp Sect ASA 45. Harrell (2015), section 2.4.5.
    """
    value, at = np.asarray(x, dtype=np.float64), np.asarray(knots, dtype=np.float64)
    if len(at) < 3 or not (np.diff(at) > 0).all():
        raise ValueError("a restricted cubic spline needs 3 or more increasing knots")
    unit = (at[-1] - at[0]) ** (2 / 3)
    before_last, last = at[-2:]
    gap = last - before_last
    inner = at[:-2]
    cubes = _cube(value[:, None] - inner, unit)
    cubes += (before_last - inner) / gap * _cube(value[:, None] - last, unit)
    cubes -= (last - inner) / gap * _cube(value[:, None] - before_last, unit)
    return np.column_stack([value, cubes])


def _cube(distance: Floats, unit: float) -> Floats:
    return (np.maximum(distance, 0.0) / unit) ** 3
