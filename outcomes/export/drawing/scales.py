"""From values of a figure to pixels of its page."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Spec = Mapping[str, Any]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis: its name, its range in numbers (days of calendar time), the pixels of its ends."""

    name: str
    spec: Spec
    range: tuple[float, float]
    ends: tuple[float, float]

    def at(self, values: Any) -> Floats:
        """Return the pixels of values."""
        low, high = self.range
        share = (numbers(values) - low) / ((high - low) or 1.0)
        return self.ends[0] + share * (self.ends[1] - self.ends[0])

    def part(self, share: float) -> float:
        """Return the pixel of a share of the axis."""
        return self.ends[0] + float(share) * (self.ends[1] - self.ends[0])


@dataclass(frozen=True, slots=True)
class Plot:
    """All axes of a figure, and the plotting area: left, top, right, bottom."""

    x: dict[str, Scale]
    y: dict[str, Scale]
    area: tuple[float, float, float, float]

    def place(self, value: Any, ref: str, direction: str) -> float:
        """Return the pixel of a value in the axis, axis domain or paper it refers to."""
        scales = self.x if direction == "x" else self.y
        name, _, domain = ref.partition(" ")
        if name == "paper":
            left, top, right, bottom = self.area
            low, high = (left, right) if direction == "x" else (bottom, top)
            return low + float(value) * (high - low)
        scale = scales[name]
        return scale.part(value) if domain else float(scale.at([value])[0])


def numbers(values: Any) -> Floats:
    """Return values as floats: days since 1970-01-01 for dates, nan where there is none."""
    if isinstance(values, Mapping):  # Plotly's packed arrays
        kind = np.dtype(values["dtype"])
        values = np.frombuffer(base64.b64decode(values["bdata"]), kind)
    if not isinstance(values, np.ndarray):
        values = list(values)
    if len(values) and any(isinstance(v, str) for v in values[:1]):
        days = np.asarray(values, dtype="datetime64[m]")
        return days.astype(np.int64) / 1440.0
    return np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)


def plots_of(layout: Spec, width: float, height: float, data: Sequence[Spec]) -> Plot:
    """Return the axes of a layout on a page of that size."""
    margin = layout.get("margin", {})
    left, right, top, bottom = (float(margin.get(k, 80)) for k in "lrtb")
    area = (left, top, max(width - right, left + 1), max(height - bottom, top + 1))
    found: dict[str, dict[str, Scale]] = {"x": {}, "y": {}}
    named = [k for k in layout if k[:5] in ("xaxis", "yaxis")]
    named += [k for k in ("xaxis", "yaxis") if not any(n[0] == k[0] for n in named)]
    for key in named:
        name = key[0] + key[5:]
        spec = layout.get(key) or {}
        low, high = spec.get("domain") or (0.0, 1.0)
        across = key[0] == "x"
        first, last = (area[0], area[2]) if across else (area[3], area[1])
        ends = (first + low * (last - first), first + high * (last - first))
        found[key[0]][name] = Scale(name, spec, _range(spec, name, data), ends)
    return Plot(found["x"], found["y"], area)


def _range(spec: Spec, name: str, data: Sequence[Spec]) -> tuple[float, float]:
    if spec.get("range"):
        low, high = numbers(spec["range"]).tolist()
        return low, high
    axis = "xaxis" if name[0] == "x" else "yaxis"
    mine = [numbers(t[name[0]]) for t in data if t.get(axis, name[0]) == name and name[0] in t]
    known = np.concatenate([m[np.isfinite(m)] for m in mine] or [np.zeros(0)])
    return (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
