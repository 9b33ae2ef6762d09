"""Patients like this one: the prespecified subgroups somebody belongs to, the widest first."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from components.asking.filters.facets import Facet
from components.link import FILTER
from outcomes.displays.base.words import Words, plain

LEAST = 20  # patients a subgroup must have to be shown


class Alike(NamedTuple):
    """A subgroup of the protocol that somebody belongs to, and how many patients it has."""

    facet: Facet
    level: str
    n: int


def subgroups_of(
    facets: Sequence[Facet], member: np.ndarray, given: Mapping[str, str | None]
) -> tuple[Alike, ...]:
    """Return the subgroups of baseline values, the widest first.

    Parameters
    ----------
    facets, member
        The covariates, and who is in the analysis set (bool, one per patient).
    given
        Level by covariate id, of those that are known.

    Notes
    -----
    One covariate at a time: combinations of them are in no protocol.
    """
    found = []
    for facet in (f for f in facets if f.covariate.subgroup and f.levels):
        level = given.get(facet.covariate.id)
        if level in facet.levels:
            n = int((facet.codes[member] == facet.levels.index(level)).sum())
            found.append(Alike(facet, level, n))
    return tuple(sorted(found, key=lambda alike: -alike.n))


def show_alike(facets: Sequence[Facet], member: np.ndarray, words: Words) -> None:
    """Offer a small form of baseline values, and the subgroups they belong to as filters."""
    asked = [f for f in facets if f.covariate.subgroup and f.levels]
    if not asked:
        return
    with st.popover(words.say("alike.title"), icon=":material/person_search:", width="stretch"):
        st.caption(words.say("alike.help"))
        given = {f.covariate.id: _ask(f, words) for f in asked}
        found = subgroups_of(facets, member, given)
        wide = [alike for alike in found if alike.n >= LEAST]
        for place, alike in enumerate(wide):
            st.button(
                plain(_named(alike, words)), key=f"alike.show.{alike.facet.covariate.id}",
                type="secondary" if place else "primary", on_click=_show,
                args=(facets, alike.facet.key, alike.level),
            )  # fmt: skip
        narrow = [_named(alike, words) for alike in found if alike.n < LEAST]
        if narrow:
            few = words.say("list.semicolon").join(narrow)
            st.caption(plain(words.say("alike.few", least=LEAST, subgroups=few)))


def _ask(facet: Facet, words: Words) -> str | None:
    chosen: str | None = st.selectbox(
        plain(words.covariate(facet.covariate)), facet.levels, index=None,
        format_func=lambda level: words.level(facet.covariate, level),
        key=f"alike.{facet.covariate.id}", placeholder=words.say("alike.unknown"),
    )  # fmt: skip
    return chosen


def _named(alike: Alike, words: Words) -> str:
    covariate = alike.facet.covariate
    return f"{words.covariate(covariate)}: {words.level(covariate, alike.level)} · {alike.n}"


def _show(facets: Sequence[Facet], key: str, level: str) -> None:
    """Leave only the filter of one subgroup."""
    for name in {facet.key for facet in facets if facet.key.startswith(FILTER)}:
        st.session_state[name] = [level] if name == key else []
