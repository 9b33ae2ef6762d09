"""Multiple imputation of missing covariates by chained equations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
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
) -> Floats:
    """Return m completed copies of ``x``, shape (m, n, p); what was observed is as it was.

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
    observed values. Every step draws its coefficients too. All copies are computed at once.

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
    filled = np.broadcast_to(x, (m, *x.shape)).copy()
    for i in order:
        first, last = blocks[i].first, blocks[i].last
        donors = np.flatnonzero(~missing[i])
        copied = random.choice(donors, (m, int(missing[i].sum())))
        filled[:, missing[i], first:last] = x[copied, first:last]
    fixed = _scaled(predictors)
    center, spread = np.nanmean(x, axis=0), np.nanstd(x, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    for _ in range(CYCLES if len(order) > 1 else 1):
        for i in order:
            block = blocks[i]
            others = np.r_[0 : block.first, block.last : x.shape[1]]
            design = _design(fixed, (filled[:, :, others] - center[others]) / spread[others])
            columns = slice(block.first, block.last)
            filled[:, missing[i], columns] = _draw(
                design, x[:, columns], missing[i], block.kind, random
            )
    return filled


def _draw(
    design: Floats,
    values: Floats,
    missing: NDArray[np.bool_],
    kind: str,
    random: np.random.Generator,
) -> Floats:
    """Return values of the missing patients, shape (m, n_missing, columns)."""
    known = ~missing
    seen = values[known]
    if kind == "binary" and np.ptp(seen) > 0:
        beta = _logistic_draw(design[:, known], seen[:, 0], random)
        chance = expit(np.einsum("mnk,mk->mn", design[:, missing], beta))
        return (random.random(chance.shape) < chance)[..., None].astype(np.float64)
    response = seen
    if kind == "ordered":
        response = (seen @ np.arange(1.0, seen.shape[1] + 1))[:, None]
    center, drawn = _linear_draw(design[:, known], response, random)
    fitted, wanted = design[:, known] @ center, design[:, missing] @ drawn
    return np.stack([seen[_matches(f, w, random)] for f, w in zip(fitted, wanted, strict=True)])


def _linear_draw(
    design: Floats, response: Floats, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Least squares coefficients, shape (m, k, columns), and a draw from their posterior."""
    _, n, k = design.shape
    across = design.transpose(0, 2, 1)
    gram = across @ design
    diagonal = np.einsum("mkk->mk", gram)
    diagonal += np.where(diagonal > 0, _RIDGE * diagonal, 1.0)
    inverse = np.linalg.inv(gram)
    center = inverse @ (across @ response)
    rest = ((response - design @ center) ** 2).sum(axis=1)
    sigma = np.sqrt(rest / random.chisquare(max(n - k, 1), rest.shape))
    noise = random.standard_normal(center.shape) * sigma[:, None, :]
    return center, center + np.linalg.cholesky(inverse) @ noise


def _logistic_draw(design: Floats, y: Floats, random: np.random.Generator) -> Floats:
    """A draw of logistic coefficients, shape (m, k), from their normal posterior."""
    m, _, k = design.shape
    across, beta = design.transpose(0, 2, 1), np.zeros((m, k, 1))
    prior = np.full(k, _PRIOR)
    prior[0] = _PRIOR / 100
    for _ in range(_MOST_STEPS):
        chance = expit(design @ beta)
        information = across @ (design * chance * (1.0 - chance)) + np.diag(prior)
        score = across @ (y[:, None] - chance) - prior[:, None] * beta
        step = np.linalg.solve(information, score)
        beta = beta + step
        if np.abs(step).max() < 1e-6:
            break
    root = np.linalg.cholesky(np.linalg.inv(information))
    drawn = beta + root @ random.standard_normal((m, k, 1))
    return np.asarray(drawn[..., 0])


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


def _design(fixed: Floats, others: Floats) -> Floats:
    m, n, _ = others.shape
    always = np.column_stack((np.ones(n), fixed))
    return np.concatenate((np.broadcast_to(always, (m, *always.shape)), others), axis=2)
