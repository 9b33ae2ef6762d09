"""Filters on covariates: pills with filtered / total counts, sliders for numbers."""

from collections.abc import Sequence
from itertools import chain, groupby

import numpy as np
import streamlit as st

from components.asking.choice import choose_range, settle_range
from components.asking.filters.alike import show_alike
from components.asking.filters.facets import Facet, facets_of
from components.asking.filters.levels import Group, settle_levels, show_levels
from components.later import later
from outcomes.displays.base.words import Words
from outcomes.model.cohort import Filter
from outcomes.model.study import Study


def choose_filters(study: Study, population: str, language: str) -> tuple[Filter, ...]:
    """Ask for one condition per covariate. The filters of all of them must hold."""
    facets, words = facets_of(study), Words(study.spec, language)
    settled = [_settled(facet) for facet in facets]
    member = study.populations[population]
    later(lambda: _show(facets, settled, member, words))
    return tuple(chain.from_iterable(settled))


def _settled(facet: Facet) -> tuple[Filter, ...]:
    """Return the filters chosen on a covariate, before it is asked about."""
    if facet.covariate.kind != "continuous":
        return _level_filters(facet, settle_levels(facet.key, facet.levels))
    if facet.limits is None:
        return ()
    low, high, _ = facet.limits
    return _range_filters(facet, settle_range(low, high, key=facet.key))


def _show(
    facets: Sequence[Facet], settled: Sequence[tuple[Filter, ...]], member: np.ndarray, words: Words
) -> None:
    """Show every covariate with whom its levels would leave: the key ones, the rest folded."""
    left = _left([_mask(f, filters) for f, filters in zip(facets, settled, strict=True)], member)
    shown = [i for i, f in enumerate(facets) if f.covariate.key or f.covariate.subgroup]
    rest = [i for i in range(len(facets)) if i not in shown]
    if not shown:
        shown, rest = rest, []
    _show_all([(facets[i], left[i]) for i in shown], member, words)
    if rest:
        used = any(settled[i] for i in rest)
        with st.expander(words.say("filter.more"), expanded=used):
            _show_all([(facets[i], left[i]) for i in rest], member, words)
    show_alike(facets, member, words)


def _left(masks: Sequence[np.ndarray | None], member: np.ndarray) -> list[np.ndarray]:
    """Return for each covariate whom the filters of the others leave."""
    found = []
    for index in range(len(masks)):
        # A level's count is what choosing it would leave: its own filter does not count.
        others = (mask for i, mask in enumerate(masks) if i != index and mask is not None)
        found.append(np.logical_and.reduce([member, *others]))
    return found


def _show_all(
    counted: Sequence[tuple[Facet, np.ndarray]], member: np.ndarray, words: Words
) -> None:
    """Ask for a condition of each; levels that follow each other are one element."""
    for numeric, run in groupby(counted, lambda one: one[0].covariate.kind == "continuous"):
        if numeric:
            for facet, _ in run:
                _show_range(facet, words)
        else:
            show_levels([_group(facet, member, left, words) for facet, left in run])


def _mask(facet: Facet, filters: tuple[Filter, ...]) -> np.ndarray | None:
    """Return who satisfies the filters; None where there is none."""
    if not filters:
        return None
    if facet.covariate.kind != "continuous":
        wanted = [facet.levels.index(level) for level in filters[0].levels]
        return np.isin(facet.codes, wanted)
    mask = np.isfinite(facet.numbers)
    for condition in filters:
        low = condition.op == ">="
        mask &= facet.numbers >= condition.bound if low else facet.numbers <= condition.bound
    return mask


def _show_range(facet: Facet, words: Words) -> None:
    if facet.limits is not None:
        measured = words.measured_in(facet.covariate)
        label = words.covariate(facet.covariate) + (f" ({measured})" if measured else "")
        choose_range(label, *facet.limits, key=facet.key)


def _group(facet: Facet, member: np.ndarray, kept: np.ndarray, words: Words) -> Group:
    """Return the levels of a covariate with how many patients each holds, of how many."""
    total, left = _counts(facet, member), _counts(facet, kept)
    everybody = total == left
    levels = []
    for level, held, of in zip(facet.levels, left, total, strict=True):
        count = f"{of}" if everybody else f"{held}/{of}"
        levels.append((level, f"{words.level(facet.covariate, level)} · {count}"))
    return Group(facet.key, words.covariate(facet.covariate), levels)


def _counts(facet: Facet, mask: np.ndarray) -> list[int]:
    codes = facet.codes[mask]
    return [int(n) for n in np.bincount(codes[codes >= 0], minlength=len(facet.levels))]


def _level_filters(facet: Facet, chosen: tuple[str, ...]) -> tuple[Filter, ...]:
    """Return the condition of some levels; all of them, like none, restrict nothing."""
    if not chosen or len(chosen) == len(facet.levels):
        return ()
    return (Filter(facet.covariate.id, "in", chosen),)


def _range_filters(facet: Facet, chosen: tuple[float, float]) -> tuple[Filter, ...]:
    if facet.limits is None:
        return ()
    filters = []
    if chosen[0] > facet.limits[0]:
        filters.append(Filter(facet.covariate.id, ">=", bound=chosen[0]))
    if chosen[1] < facet.limits[1]:
        filters.append(Filter(facet.covariate.id, "<=", bound=chosen[1]))
    return tuple(filters)
