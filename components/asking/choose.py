"""The choices of a display as widgets, kept in the link and checked again when read back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from components.asking.choice import choose_many, choose_one, choose_slider, choose_switch
from components.later import Draw, draw_all, gathered, later
from outcomes.displays.base.choice import Choice, Chosen


def choose_all(offered: Callable[[Chosen], tuple[Choice, ...]], fixed: Chosen) -> dict[str, Any]:
    """Ask for every choice in order: a later one may depend on those before it.

    Parameters
    ----------
    offered
        ``(chosen so far)`` to all choices; those already made are not asked again.
    fixed
        What is settled before, and not asked.
    """
    chosen: dict[str, Any] = dict(fixed)
    folded: dict[str, list[Choice]] = {}
    while True:
        choice = next((c for c in offered(chosen) if c.known not in chosen), None)
        if choice is None:
            break
        if choice.folded and choice.kind != "settled":
            folded.setdefault(choice.folded, []).append(choice)
            chosen[choice.known] = choice.default
        else:
            chosen[choice.known] = choose(choice)
    for label, inside in folded.items():
        with gathered() as widgets:
            chosen |= {choice.known: choose(choice) for choice in inside}
        later(partial(_show_folded, label, widgets))
    return chosen


def _show_folded(label: str, widgets: Sequence[Draw]) -> None:
    with st.popover(label, icon=":material/tune:"):
        draw_all(widgets)


def choose(choice: Choice) -> Any:
    """Ask for one choice and return what was chosen."""
    if choice.kind == "settled":
        return choice.default
    names, help_text = dict(choice.options), choice.help or None
    if choice.kind == "switch":
        return choose_switch(choice.label, key=choice.key, default=choice.default, help=help_text)
    if choice.kind == "number":
        return choose_slider(
            choice.label, choice.low, choice.high, choice.default, choice.step, key=choice.key
        )
    if choice.kind == "many":
        return choose_many(
            choice.label, list(names), key=choice.key, named=names.__getitem__, help=help_text
        )
    return choose_one(
        choice.label,
        list(names),
        key=choice.key,
        default=choice.default,
        named=names.__getitem__,
        segmented=choice.segmented,
        show_label=not choice.quiet,
        width=choice.width,
    )
