"""What all figures are made of: notes, axes, margins, lines under the plot."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from outcomes.figures.base.look import Look
from outcomes.figures.base.text import plain, wrapped
from outcomes.wording import Words

if TYPE_CHECKING:
    import plotly.graph_objects as go

Spec = dict[str, Any]
THINNEST = 3.0  # pixels of a line that is seen from the last row

FONT = (
    "'Source Sans', 'Source Sans Pro', system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, "
    "'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif"
)


class Figure:
    """A figure by its specification, as Plotly reads it.

    What a figure has in Plotly (``layout``, ``data``, …) it has here too: Plotly's own object is
    made where one is asked for, which takes longer than all the drawing.

    Attributes
    ----------
    spec : dict
        ``data`` and ``layout``; what changes it must not have asked for Plotly's object or for
        JSON before.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec

    @cached_property
    def plotly(self) -> go.Figure:
        """Plotly's own object of it."""
        import plotly.graph_objects as go

        return go.Figure(self.spec, _validate=False)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.plotly, name)

    @property
    def draws(self) -> bool:
        """Whether there is anything in it but words."""
        return bool(self.spec["data"] or self.spec["layout"].get("shapes"))

    def to_json(self) -> str:
        """Return the specification as a browser reads it: numbers packed, nothing that is no JSON.

        The same as Plotly's own, which serves where a list holds what is no number.
        """
        return self._json

    @cached_property
    def _json(self) -> str:
        try:
            return json.dumps(self.spec, default=_packed, allow_nan=False, separators=(",", ":"))
        except ValueError:
            return str(self.plotly.to_json())


def _packed(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        floats = value.astype(value.dtype.newbyteorder("<"))
        packed = base64.b64encode(floats.tobytes()).decode()
        return {"dtype": f"f{value.dtype.itemsize}", "bdata": packed}
    if isinstance(value, np.ndarray) and value.dtype.kind == "M":
        return np.datetime_as_string(value).tolist()
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def note(words: str, *, color: str, size: float, **place: Any) -> Spec:
    """Return an annotation without an arrow; ``place`` holds x, y, their references and shifts."""
    align = {"left": "left", "right": "right"}.get(place.get("xanchor", ""), "center")
    font = {"color": color, "size": size}
    return {"text": words, "showarrow": False, "align": align, "font": font, **place}


def layout(look: Look, *, height: float, margin: tuple[float, float, float, float]) -> Spec:
    """Return the layout all figures start from; ``margin`` is left, right, top, bottom."""
    left, right, top, bottom = (round(m) for m in margin)
    return {
        "height": round(height),
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": look.em, "color": look.ink},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": look.paper,
            "bordercolor": look.muted,
            "font": {"family": FONT, "size": max(look.em - 1, 12), "color": look.ink},
            "namelength": -1,
        },
        "template": {},  # None would bring in Plotly's own: 7 kB and its colors
    }


def axis(look: Look, *, grid: bool = False, **more: Any) -> Spec:
    """Return an axis of the house style."""
    return {
        "showgrid": grid,
        "gridcolor": look.grid,
        "gridwidth": 1,
        "zeroline": False,
        "showline": not grid,
        "linecolor": look.muted,
        "linewidth": 1,
        "ticks": "" if grid else "outside",
        "ticklen": tick_length(look),
        "tickcolor": look.muted,
        "tickfont": {"size": look.em, "color": look.ink},
        "fixedrange": True,
        "automargin": False,
        "tickangle": 0,
        **more,
    }


def tick_length(look: Look) -> int:
    """Return the pixels of a tick: enough that words at the foot of both axes stand apart."""
    return round(0.4 * look.em)


def caption_size(look: Look) -> float:
    """Return the size of the letters under a figure, in pixels."""
    return look.em - (1.5 if look.size == "screen" else 2)


def caption_lines(look: Look, lines: Iterable[str], *, below: float, left: float) -> list[Spec]:
    """Return small muted lines, the first one ``below`` pixels under the plotting area."""
    size = caption_size(look)
    return [
        note(plain(line), color=look.muted, size=size, xref="x domain", yref="y domain", x=0, y=0,
             xanchor="left", yanchor="middle", xshift=-left, yshift=-(below + i * 1.5 * size))
        for i, line in enumerate(line for line in lines if line)
    ]  # fmt: skip


def figure(data: list[Spec], layout_: Spec, look: Look | None = None) -> Figure:
    """Return the figure of a finished specification; for a projector no line in it is thin.

    Validation costs more than everything else here; the tests validate every figure instead.
    """
    if look is not None and look.size == "presentation":
        lines = [part["line"] for part in (*data, *layout_.get("shapes", ())) if "line" in part]
        for line in lines:
            if line.get("width") and line.get("color") != look.grid:
                line["width"] = max(line["width"], THINNEST)
    return Figure({"data": data, "layout": layout_})


def explanation(words: Words, look: Look | None = None) -> Figure:
    """Return a figure that says in words why there is nothing to draw."""
    look = look or Look()
    lines = wrapped(look.tell(words), look.width - 24, look.em + 1)
    tall = max(140, round((len(lines) + 2) * look.line))
    spec = layout(look, height=tall, margin=(10, 10, 10, 10))
    hidden = {"visible": False, "range": [0, 1], "fixedrange": True}
    place = {"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5}
    spec |= {"xaxis": hidden, "yaxis": hidden, "meta": {"empty": True}}
    spec["annotations"] = [
        note("<br>".join(map(plain, lines)), color=look.muted, size=look.em + 1, **place)
    ]
    return figure([], spec)
