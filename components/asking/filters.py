"""Filters on covariates: pills with filtered / total counts, sliders for numbers."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import streamlit as st

from components.asking.alike import show_alike
from components.asking.choice import choose_range
from components.asking.facets import Facet, facets_of
from components.asking.levels import Group, choose_levels, chosen_levels
from components.link import current_link
from outcomes.displays.base.words import Words
from outcomes.model.cohort import Filter
from outcomes.model.study import Study


def choose_filters(study: Study, population: str, language: str) -> tuple[Filter, ...]:
    """Ask for one condition per covariate. The filters of all of them must hold."""
    facets, words = facets_of(study), Words(study.spec, language)
    masks = [_mask(facet, _asked(facet)) for facet in facets]
    counted = _counted(masks, study.populations[population])
    first = [i for i, f in enumerate(facets) if f.covariate.key or f.covariate.subgroup]
    rest = [i for i in range(len(facets)) if i not in first]
    if not first:
        first, rest = rest, []
    filters = _choose_all([(facets[i], *counted[i]) for i in first], words)
    if rest:
        used = any(masks[index] is not None for index in rest)
        with st.expander(words.say("filter.more"), expanded=used):
            filters += _choose_all([(facets[i], *counted[i]) for i in rest], words)
    show_alike(facets, study.populations[population], words)
    return tuple(filters)


Counted = tuple[Facet, np.ndarray, np.ndarray]
"""A covariate, who is in the population, and whom the filters of the others leave."""


def _counted(
    masks: Sequence[np.ndarray | None], member: np.ndarray
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return for each covariate all patients, and whom the filters of the others leave."""
    found = []
    for index in range(len(masks)):
        # A level's count is what choosing it would leave: its own filter does not count.
        others = (mask for i, mask in enumerate(masks) if i != index and mask is not None)
        found.append((member, np.logical_and.reduce([member, *others])))
    return found


def _choose_all(counted: Sequence[Counted], words: Words) -> list[Filter]:
    """Ask for a condition of each; levels that follow each other are one element."""
    found: list[Filter] = []
    for numeric, run in groupby(counted, lambda one: one[0].covariate.kind == "continuous"):
        several = list(run)
        if numeric:
            found += [c for facet, *_ in several for c in _choose_range(facet, words)]
            continue
        groups = [_group(*one, words) for one in several]
        chosen = choose_levels(groups, key=f"levels.{groups[0].key}")
        for (facet, *_), levels in zip(several, chosen, strict=True):
            found += _level_filters(facet, levels)
    return found


def _asked(facet: Facet) -> tuple[Filter, ...]:
    """Return the filters already chosen on a covariate, before it is asked about."""
    if facet.covariate.kind != "continuous":
        return _level_filters(facet, chosen_levels(facet.key, facet.levels))
    codes = current_link().take(facet.key)
    value = codes if codes is not None else st.session_state[facet.key] or ()
    return _range_filters(facet, value)


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


def _choose_range(facet: Facet, words: Words) -> tuple[Filter, ...]:
    if facet.limits is None:
        return ()
    measured = words.measured_in(facet.covariate)
    label = words.covariate(facet.covariate) + (f" ({measured})" if measured else "")
    return _range_filters(facet, choose_range(label, *facet.limits, key=facet.key))


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


def _range_filters(facet: Facet, chosen: tuple[float | str, ...]) -> tuple[Filter, ...]:
    try:
        first, last = (float(value) for value in chosen)
    except ValueError:
        return ()
    if facet.limits is None:
        return ()
    filters = []
    if first > facet.limits[0]:
        filters.append(Filter(facet.covariate.id, ">=", bound=first))
    if last < facet.limits[1]:
        filters.append(Filter(facet.covariate.id, "<=", bound=last))
    return tuple(filters)
