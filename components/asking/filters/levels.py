"""Levels of several covariates as one element, in which a new selection changes counts in place."""

from collections.abc import Sequence
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


class _Click(NamedTuple):
    """A level that was pressed or released, and which click of the browser's that was."""

    turn: int
    group: str
    level: str
    chosen: bool


def _hear(key: str, known: Sequence[str]) -> None:
    """Do what was clicked since the last click heard of, to what is chosen by now.

    A browser says a click again until it is answered, and says nothing else of what is chosen:
    that may have been changed elsewhere meanwhile. A level is checked where it is read.
    """
    heard = st.session_state.get(f"{key}.turn", 0)
    if key not in st.session_state:  # forgotten with the tab that was left, and not shown again yet
        st.session_state[key] = {}
    for click in _clicks(st.session_state[key].asked):
        if click.turn > heard and click.group in known:
            others = [code for code in st.session_state[click.group] or () if code != click.level]
            st.session_state[click.group] = [*others, *[click.level] * click.chosen]
            current_link().settled.add(click.group)  # of a way back that is answered, too
            heard = click.turn
    st.session_state[f"{key}.turn"] = heard


def _clicks(said: Any) -> list[_Click]:
    """Return the clicks a browser tells of; none of what no click can have sent."""
    if not isinstance(said, Sequence) or isinstance(said, str):
        return []
    parts = [tuple(click) for click in said if isinstance(click, Sequence)]
    return [_Click(*click) for click in parts if tuple(map(type, click)) == (int, str, str, bool)]
