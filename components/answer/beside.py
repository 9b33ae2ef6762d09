"""Two cohorts side by side: the one that was held, and the one in view, on the same axes."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from components.later import later
from components.link import kept
from components.view import View
from outcomes.displays.base.said.context import who_of
from outcomes.displays.base.words import plain
from outcomes.displays.collected import fields_in

KEY = "beside"
AXES = ("xaxis", "xaxis2", "yaxis")


def show_hold_button(view: View) -> None:
    """Offer to hold the cohort in view beside whatever is chosen next, or to let it go."""
    held = kept(KEY)
    later(
        lambda: st.button(
            view.say("beside.drop" if held else "beside.hold"),
            icon=":material/close:" if held else ":material/splitscreen_right:",
            type="tertiary",
            help=view.say("beside.help"),
            on_click=_put,
            args=(() if held else (written(view),),),
        )
    )


def written(view: View) -> str:
    """Return the cohort in view as links hold it."""
    scene = view.scene
    return urlencode(
        {"population": scene.population, "where": list(map(str, scene.filters))}, doseq=True
    )


def held_view(view: View) -> View | None:
    """Return the view of the cohort that is held; None without one, or where it is in view."""
    for text in st.session_state.get(KEY, ()):
        given = fields_in(text)
        population = "".join(given.get("population", ()))
        where = tuple(given.get("where", ()))
        if (population, where) == (view.scene.population, tuple(map(str, view.scene.filters))):
            return None
        return view.elsewhere(population, view.spec.study.time_unit, where)
    return None


def show_who(view: View) -> None:
    """Say whose column this is."""
    badge = f":orange-badge[{view.say('status.exploratory')}] " if view.exploratory else ""
    population, *others = who_of(view.scene, view.words)
    st.markdown(f"{badge}**{plain(population)}** · {' · '.join(map(plain, others))}")


def on_one_scale(figures: Sequence[Any]) -> None:
    """Give figures of one kind the axes that hold all of them."""
    for name in AXES:
        axes = [figure.spec["layout"].get(name) for figure in figures]
        if not all(axis and axis.get("range") and axis.get("visible", True) for axis in axes):
            continue
        ranges = [axis["range"] for axis in axes]
        if any(low > high for low, high in ranges):  # rows from top to bottom
            continue
        # Days are text that sorts like days.
        ends = [min(low for low, _ in ranges), max(high for _, high in ranges)]
        widest = max(axes, key=lambda axis: _length(axis["range"]))
        ticks = {key: widest[key] for key in ("tickvals", "ticktext") if key in widest}
        for figure, axis in zip(figures, axes, strict=True):
            if name == "yaxis":
                _move_names(figure.spec["layout"], axis, ends)
            axis.update(ticks, range=ends)


def _length(ends: Sequence[Any]) -> float:
    """Return how much an axis holds, in units or in days."""
    low, high = ends
    if isinstance(low, str):
        return float((date.fromisoformat(high) - date.fromisoformat(low)).days)
    return float(high - low)


def _move_names(layout: dict[str, Any], axis: dict[str, Any], ends: Sequence[float]) -> None:
    """Keep the names at the ends of lines beside them: they stand so many pixels up the axis."""
    (low, high), (lowest, highest) = axis["range"], ends
    first, last = axis.get("domain", (0, 1))
    margin = layout["margin"]
    tall = (layout["height"] - margin["t"] - margin["b"]) * (last - first)
    for note in layout.get("annotations", ()):
        if note.get("yref") == "y domain" and note.get("y") == 0 and note.get("yshift"):
            value = low + note["yshift"] / tall * (high - low)
            note["yshift"] = (value - lowest) / (highest - lowest) * tall


def _put(codes: tuple[str, ...]) -> None:
    st.session_state[KEY] = codes
