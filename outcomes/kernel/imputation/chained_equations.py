"""Multiple imputation of missing covariates by chained equations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np
from scipy.special import expit

from outcomes.kernel.curves.counting import Floats, Integers

CYCLES = 10
DONORS = 5
_RIDGE = 1e-5
"""Of each diagonal element of X'X, as in R's mice: collinear predictors do no harm."""
_PRIOR = 0.04
"""Inverse variance of the logistic coefficients (per standard deviation): a level that predicts
perfectly does not run to infinity."""
_MOST_STEPS = 12
_AT_ONCE = 500_000
"""Numbers of the copies computed at once: more would leave the processor's cache."""


class Block(NamedTuple):
    """Columns ``first`` … ``last - 1`` of one covariate, missing together.

    ``binary`` (one 0/1 column) is drawn by logistic regression; ``ordered`` (one column, or the
    dummies of ordered levels) and ``nominal`` (dummies) by predictive mean matching, which copies
    the columns of a patient who has them.
    """

    first: int
    last: int
    kind: Literal["binary", "ordered", "nominal"]


def impute_covariates(
    x: Floats,
    blocks: Sequence[Block],
    predictors: Floats,
    *,
    m: int,
    seed: int,
) -> Iterator[Floats]:
    """Yield m completed copies of ``x``; what was observed is as it was.

    Parameters
    ----------
    x : shape (n, p)
        Covariate columns, nan where missing; each block is missing as a whole and has at least
        ``DONORS`` patients observed.
    blocks
        What belongs together; they cover all columns.
    predictors : shape (n, q)
        Complete: the arm, the event, the cumulative hazard at the end of follow-up.
    m, seed
        Number of copies, and the seed.

    Notes
    -----
    Ten cycles (one where a single covariate is incomplete), starting from random draws of the
    observed values. Every step draws its coefficients too. Few patients' copies are computed
    at once, many patients' one after another.

    References
    ----------
    White, Royston (2009) Stat Med 28:1982. van Buuren, Groothuis-Oudshoorn (2011) J Stat Softw
    45(3). Morris, White, Royston (2014) BMC Med Res Methodol 14:75 on matching.
    """
    random = np.random.default_rng(seed)
    missing = [np.isnan(x[:, block.first]) for block in blocks]
    order = sorted(
        (i for i, who in enumerate(missing) if who.any()), key=lambda i: int(missing[i].sum())
    )
    drawn: dict[int, Floats] = {}
    for i in order:
        donors = np.flatnonzero(~missing[i])
        copied = random.choice(donors, (m, int(missing[i].sum())))
        drawn[i] = x[copied, blocks[i].first : blocks[i].last]
    always = np.column_stack((np.ones(len(x)), _scaled(predictors)))
    center, spread = np.nanmean(x, axis=0), np.nanstd(x, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    size = max(1, _AT_ONCE // max(x.size, 1))
    parts = [slice(first, min(first + size, m)) for first in range(0, m, size)]

    def completed(part: slice) -> Floats:
        filled = np.broadcast_to(x, (part.stop - part.start, *x.shape)).copy()
        for i, values in drawn.items():
            filled[:, missing[i], blocks[i].first : blocks[i].last] = values[part]
        return filled

    for _ in range(CYCLES if len(order) > 1 else 1):
        for i in order:
            block = blocks[i]
            others = np.r_[0 : block.first, block.last : x.shape[1]]
            known = ~missing[i]
            seen, rest = [], []
            for part in parts:
                scaled = (completed(part)[:, :, others] - center[others]) / spread[others]
                design = _design(always, scaled)
                seen.append(design[:, known])
                rest.append(design[:, missing[i]])
            values = x[known, block.first : block.last]
            drawn[i] = _draw(seen, rest, values, block.kind, random)
    return (copy for part in parts for copy in completed(part))


def _draw(
    seen: Sequence[Floats],
    rest: Sequence[Floats],
    values: Floats,
    kind: str,
    random: np.random.Generator,
) -> Floats:
    """Return values of the missing patients, shape (m, n_missing, columns).

    ``seen`` and ``rest`` are the designs of who has the values and who has not, of a few copies
    each.
    """
    if kind == "binary" and np.ptp(values) > 0:
        beta = _logistic_draw(seen, values[:, 0], random)
        linear = [np.einsum("mnk,mk->mn", d, b) for d, b in zip(rest, _as(beta, rest), strict=True)]
        chance = expit(np.concatenate(linear))
        return (random.random(chance.shape) < chance)[..., None].astype(np.float64)
    response = values
    if kind == "ordered":
        response = (values @ np.arange(1.0, values.shape[1] + 1))[:, None]
    center, drawn = _linear_draw(seen, response, random)
    pairs = (
        pair
        for d, e, c, b in zip(seen, rest, _as(center, seen), _as(drawn, rest), strict=True)
        for pair in zip(d @ c, e @ b, strict=True)
    )
    return np.stack([values[_matches(f, w, random)] for f, w in pairs])


def _as(values: Floats, parts: Sequence[Floats]) -> list[Floats]:
    """Split what there is of each copy into the same parts."""
    return np.split(values, np.cumsum([len(part) for part in parts])[:-1])


def _linear_draw(
    designs: Sequence[Floats], response: Floats, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Least squares coefficients, shape (m, k, columns), and a draw from their posterior."""
    found = [_least_squares(design, response) for design in designs]
    inverse, center, rest = (np.concatenate(each) for each in zip(*found, strict=True))
    _, n, k = designs[0].shape
    sigma = np.sqrt(rest / random.chisquare(max(n - k, 1), rest.shape))
    noise = random.standard_normal(center.shape) * sigma[:, None, :]
    return center, center + np.linalg.cholesky(inverse) @ noise


def _least_squares(design: Floats, response: Floats) -> tuple[Floats, Floats, Floats]:
    """Inverse of the information, coefficients and sum of squares left, of each copy."""
    across = design.transpose(0, 2, 1)
    gram = across @ design
    diagonal = np.einsum("mkk->mk", gram)
    diagonal += np.where(diagonal > 0, _RIDGE * diagonal, 1.0)
    inverse = np.linalg.inv(gram)
    center = inverse @ (across @ response)
    rest = ((response - design @ center) ** 2).sum(axis=1)
    return inverse.astype(np.float64), center, np.asarray(rest)


def _logistic_draw(designs: Sequence[Floats], y: Floats, random: np.random.Generator) -> Floats:
    """A draw of logistic coefficients, shape (m, k), from their normal posterior."""
    m, k = sum(map(len, designs)), designs[0].shape[2]
    beta = np.zeros((m, k, 1))
    prior = np.full(k, _PRIOR)
    prior[0] = _PRIOR / 100
    for _ in range(_MOST_STEPS):
        found = [_slopes(d, y, b) for d, b in zip(designs, _as(beta, designs), strict=True)]
        information = np.concatenate([curved for _, curved in found]) + np.diag(prior)
        score = np.concatenate([slope for slope, _ in found]) - prior[:, None] * beta
        step = np.linalg.solve(information, score)
        beta = beta + step
        if np.abs(step).max() < 1e-6:
            break
    root = np.linalg.cholesky(np.linalg.inv(information))
    drawn = beta + root @ random.standard_normal((m, k, 1))
    return np.asarray(drawn[..., 0])


def _slopes(design: Floats, y: Floats, beta: Floats) -> tuple[Floats, Floats]:
    """First and second derivative of the logistic likelihood, of each copy."""
    across, chance = design.transpose(0, 2, 1), expit(design @ beta)
    return across @ (y[:, None] - chance), across @ (design * chance * (1.0 - chance))


def _matches(fitted: Floats, wanted: Floats, random: np.random.Generator) -> Integers:
    """For each wanted prediction, one of the donors whose predictions are nearest."""
    count = min(DONORS, len(fitted))
    mixed = random.permutation(len(fitted))  # ties do not always give the same donors
    if fitted.shape[1] == 1:
        order = mixed[np.argsort(fitted[mixed, 0], kind="stable")]
        sorted_ = fitted[order, 0]
        at = np.searchsorted(sorted_, wanted[:, 0])
        first = np.clip(at - count, 0, max(len(order) - 2 * count, 0))
        window = np.minimum(first[:, None] + np.arange(2 * count), len(order) - 1)
        distance = np.abs(sorted_[window] - wanted)
        distance[:, 1:][window[:, 1:] == window[:, :-1]] = np.inf
        candidates = order[window]
    else:
        candidates = np.broadcast_to(mixed, (len(wanted), len(mixed)))
        distance = ((wanted[:, None, :] - fitted[None, mixed, :]) ** 2).sum(axis=2)
    nearest = np.argpartition(distance, count - 1, axis=1)[:, :count]
    chosen = nearest[np.arange(len(wanted)), random.integers(count, size=len(wanted))]
    return np.asarray(candidates[np.arange(len(wanted)), chosen])


def _scaled(values: Floats) -> Floats:
    spread = values.std(axis=0)
    return np.asarray((values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _design(always: Floats, others: Floats) -> Floats:
    return np.concatenate((np.broadcast_to(always, (len(others), *always.shape)), others), axis=2)
