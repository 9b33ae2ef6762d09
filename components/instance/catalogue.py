"""The filters of a hosted instance: a cohort of the catalogue, by arm and by one variable."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.asking.choice import choose_one
from components.later import later
from components.link import current_link
from outcomes.displays.base.said.context import filter_words
from outcomes.displays.base.words import Words
from outcomes.publish.bundle import PublishedCohort
from outcomes.results.condition import Condition

WHO, ARM = "who", "arm"  # in the link
ANY = "all"
Conditions = tuple[Condition, ...]


def choose_cohort(cohorts: Sequence[PublishedCohort], words: Words) -> str:
    """Ask who is shown: first by a variable, then by arm; only what was published is offered."""
    groups: dict[Conditions, dict[str, PublishedCohort]] = {}
    for cohort in cohorts:
        others, arm = parted(cohort.conditions)
        groups.setdefault(others, {})[arm] = cohort
    by_code = {code_of(others): others for others in groups}

    def named(code: str) -> str:
        said = [filter_words(words, condition) for condition in by_code[code]]
        return " · ".join(said) or words.say("hosted.everybody")

    link = current_link()
    if link.following and not set(link.given.get(WHO, ())) <= set(by_code):
        later(lambda: st.warning(words.say("hosted.no_cohort"), icon=":material/link_off:"))
    chosen = groups[by_code[ANY]]
    if len(by_code) > 1:
        code = choose_one(words.say("hosted.who"), list(by_code), named=named, key=WHO)
        chosen = groups[by_code[code]]
    if len(chosen) == 1:
        return next(iter(chosen.values())).id

    def arm_named(arm: str) -> str:
        return words.say("hosted.all_arms") if arm == ANY else words.arm(arm)

    arms = list(chosen)
    arm = choose_one(words.say("hosted.arm"), arms, named=arm_named, key=ARM, segmented=True)
    return chosen[arm].id


def parted(conditions: Conditions) -> tuple[Conditions, str]:
    """Return the conditions that are not on the arm, and the arm (``all`` for any)."""
    arms = [c.levels[0] for c in conditions if c.column == ARM]
    return tuple(c for c in conditions if c.column != ARM), next(iter(arms), ANY)


def code_of(conditions: Conditions) -> str:
    """Return conditions as they stand in the link."""
    return ";".join(map(str, conditions)) or ANY
