from __future__ import annotations

import numpy as np
import pytest

from outcomes.kernel.imputation import chained_equations
from outcomes.kernel.imputation.chained_equations import (
    _PRIOR,
    Block,
    _logistic_draw,
    _matches,
    impute_covariates,
)

AGE_SEX = (Block(0, 1, "ordered"), Block(1, 2, "binary"))


def completed(*given, **options):
    return np.stack(list(impute_covariates(*given, **options)))


def two_columns(n=400, seed=4):
    """Age depends on sex and on the predictor; 30 % of either missing, the two independently."""
    rng = np.random.default_rng(seed)
    predictor, sex = rng.normal(size=n), (rng.random(n) < 0.4).astype(float)
    age = 60 + 8 * predictor + 6 * sex + rng.normal(size=n)
    full = np.column_stack((age, sex))
    part = full.copy()
    part[rng.random(n) < 0.3, 0] = np.nan
    part[rng.random(n) < 0.3, 1] = np.nan
    return full, part, predictor[:, None]


def test_what_was_observed_stays_and_what_is_imputed_was_seen():
    _, part, predictor = two_columns()
    found = completed(part, AGE_SEX, predictor, m=4, seed=1)
    seen = ~np.isnan(part)
    assert found.shape == (4, 400, 2)
    assert all((copy[seen] == part[seen]).all() for copy in found)
    assert np.isin(found[..., 0], part[seen[:, 0], 0]).all()
    assert set(np.unique(found[..., 1])) == {0.0, 1.0}


def test_imputed_values_follow_their_predictors():
    full, part, predictor = two_columns()
    found = completed(part, AGE_SEX, predictor, m=20, seed=1)
    lost = np.isnan(part[:, 0])
    # Residual noise of age is 1, its spread 8.5: predicted values lie close, the mean closer.
    gap = found[:, lost, 0].mean(axis=0) - full[lost, 0]
    assert np.abs(gap).mean() < 2.5
    lost = np.isnan(part[:, 1]) & ~np.isnan(part[:, 0])  # the age known tells the sex
    assert (found[:, lost, 1] == full[lost, 1]).mean() > 0.95


def test_the_copies_differ_as_much_as_the_noise_says():
    _, part, predictor = two_columns()
    found = completed(part[:, :1], AGE_SEX[:1], predictor, m=40, seed=2)
    spread = found[:, np.isnan(part[:, 0]), 0].std(axis=0, ddof=1)
    # Age given the predictor alone: sex adds 6 * sqrt(0.24), noise 1: sd 3.1.
    assert np.sqrt((spread**2).mean()) == pytest.approx(3.1, rel=0.15)


@pytest.mark.parametrize("kind", ["ordered", "nominal"])
def test_levels_are_copied_whole(kind):
    rng = np.random.default_rng(8)
    level = rng.integers(0, 4, 200)
    dummies = (level[:, None] == np.arange(1, 4)).astype(float)
    part = dummies.copy()
    part[rng.random(200) < 0.4] = np.nan
    near = level[:, None] + rng.normal(size=(200, 1)) / 4
    found = completed(part, [Block(0, 3, kind)], near, m=10, seed=3)
    assert (found.sum(axis=2) <= 1).all()
    lost = np.isnan(part[:, 0])
    levels = found[:, lost] @ np.arange(1.0, 4.0)
    assert (levels == level[lost]).mean() > (0.7 if kind == "ordered" else 0.5)


def test_the_seed_decides():
    _, part, predictor = two_columns(60)
    one, two, other = (completed(part, AGE_SEX, predictor, m=3, seed=s) for s in (5, 5, 6))
    assert (one == two).all()
    assert not (one == other).all()


@pytest.mark.parametrize("kind", ["ordered", "binary"])
def test_copies_one_after_another_are_those_of_all_at_once(monkeypatch, kind):
    _, part, predictor = two_columns(60)
    blocks = (AGE_SEX[0], Block(1, 2, kind))
    together = completed(part, blocks, predictor, m=5, seed=1)
    for numbers in (1, 250):  # one copy at a time, and two
        monkeypatch.setattr(chained_equations, "_AT_ONCE", numbers)
        assert (completed(part, blocks, predictor, m=5, seed=1) == together).all()


def test_perfect_prediction_and_collinear_predictors_stay_finite():
    sex = np.repeat([0.0, 1.0], 20)[:, None]
    part = sex.copy()
    part[[3, 30]] = np.nan
    predictors = np.column_stack((sex, 2 * sex, np.zeros(40)))
    found = completed(part, [Block(0, 1, "binary")], predictors, m=30, seed=1)
    assert found[:, 3].mean() < 0.2
    assert found[:, 30].mean() > 0.8


def test_a_constant_and_a_handful_of_donors():
    part = np.array([[7.0], [7], [7], [7], [7], [np.nan]])
    predictor = np.arange(6.0)[:, None]
    assert (completed(part, [Block(0, 1, "ordered")], predictor, m=2, seed=1) == 7).all()
    part = np.array([[1.0], [1], [1], [1], [1], [np.nan]])
    assert (completed(part, [Block(0, 1, "binary")], predictor, m=2, seed=1) == 1).all()


def spread_of_means(column, predictor, kind):
    """Standard deviation over copies of the mean of what was imputed."""
    block = [Block(0, 1, kind)]
    found = completed(column[:, None], block, predictor[:, None], m=200, seed=1)
    return found[:, np.isnan(column), 0].mean(axis=1).std(ddof=1)


def test_few_observed_patients_make_uncertain_copies():
    # 20 known, 400 not, predictor worthless: without a draw of the coefficients the mean of 400
    # would vary by sqrt(1/4 / 400) = 0.025, with it by about sqrt(1/4 / 20) = 0.11.
    column = np.concatenate([np.tile([0.0, 1.0], 10), np.full(400, np.nan)])
    predictor = np.random.default_rng(7).normal(size=420)
    assert spread_of_means(column, predictor, "binary") > 0.08
    # A slope of 0.3 known of 20 patients only: its draw moves where donors are sought.
    rng = np.random.default_rng(9)
    known = 0.3 * predictor[:20] + rng.normal(size=20)
    column = np.concatenate([known, np.full(400, np.nan)])
    assert spread_of_means(column, predictor, "ordered") > 0.06


class NoNoise:
    """Draws that are all 0: what is drawn is the mode itself."""

    def standard_normal(self, shape):
        return np.zeros(shape)


def test_the_mode_is_found_in_every_sample_however_soon_it_is_in_another():
    x = np.array([-2.0, -1.0, 1.0, 2.0] * 5)
    design = np.stack([np.column_stack((np.ones(20), x))] * 2)
    design[0, :, 1] = np.array([-1.0, -1.0, 1.0, 1.0] * 5)
    y = np.array([0.0, 1.0, 0.0, 1.0] * 5)  # of the first no slope, of the second one
    for rows, beta in zip(design, _logistic_draw([design], y, NoNoise()), strict=True):
        pull = np.array([_PRIOR / 100, _PRIOR]) * beta
        score = rows.T @ (y - 1 / (1 + np.exp(-rows @ beta))) - pull
        np.testing.assert_allclose(score, 0, atol=1e-9)


@pytest.mark.parametrize("columns", [1, 2])
def test_only_the_five_nearest_give_what_they_have(columns):
    fitted = np.repeat(np.array([*range(40)])[:, None] * 1.0, columns, axis=1)
    for at, donors in (
        (17.1, {15, 16, 17, 18, 19}),
        (-3.0, {0, 1, 2, 3, 4}),
        (99.0, {35, 36, 37, 38, 39}),
    ):
        wanted = np.full((400, columns), at)
        found = _matches(fitted, wanted, np.random.default_rng(2))
        assert set(found.tolist()) == donors
    few = _matches(fitted[:3], np.full((60, columns), 1.0), np.random.default_rng(2))
    assert set(few.tolist()) == {0, 1, 2}
