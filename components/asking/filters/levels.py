"""Levels of several covariates as one element, in which a new selection changes counts in place."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from components.link import current_link

_HERE = Path(__file__).parent
_show = st.components.v2.component(
    "levels",
    js=(_HERE / "levels.js").read_text(encoding="utf-8"),
    css=(_HERE / "levels.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)


class Group(NamedTuple):
    """A covariate to choose levels of: its key in the link, its name, each level with its words."""

    key: str
    label: str
    levels: Sequence[tuple[str, str]]


def settle_levels(key: str, options: Sequence[str]) -> tuple[str, ...]:
    """Return the chosen levels of a covariate, in their order, before they are shown.

    None means no restriction.
    """
    codes = current_link().take(key)
    if codes is None:
        codes = tuple(st.session_state[key] or ())
    valid = tuple(option for option in options if option in codes)
    st.session_state[key] = list(valid)
    current_link().put(key, valid)
    return valid


def show_levels(groups: Sequence[Group]) -> None:
    """Show the levels of covariates, with those that are chosen pressed."""
    key = f"levels.{groups[0].key}"
    shown = [{**group._asdict(), "chosen": list(st.session_state[group.key])} for group in groups]
    turn = st.session_state.setdefault(f"{key}.turn", 0)
    _show(
        key=key,
        data={"turn": turn, "groups": shown},
        on_asked_change=lambda: _hear(key, [group.key for group in groups]),
    )


def _hear(key: str, known: Sequence[str]) -> None:
    """Keep what was clicked; what it says is checked where it is read."""
    asked: Any = st.session_state[key].asked
    if not isinstance(asked, Mapping):
        return
    turn, chosen = asked.get("turn"), asked.get("chosen")
    if not isinstance(turn, int) or not isinstance(chosen, Mapping):
        return
    st.session_state[f"{key}.turn"] = turn
    for group in known:
        codes = chosen.get(group)
        if isinstance(codes, list):
            st.session_state[group] = [code for code in codes if isinstance(code, str)]
