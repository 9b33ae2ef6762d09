"""Laws of every figure: what is drawn lies within its axes, ticks too, in colors of the look."""

import re
from base64 import b64decode
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from outcomes.figures.base.look import Look, arm_color, word_color
from tests.figures import made, test_widths
from tests.figures.patient_plot import test_ascites_figures as patients
from tests.figures.row_plot import test_widths as rows

LOOKS = {
    "wide": Look(labels=made.LABELS),
    "narrow and dark": Look("zh", "dark", width=340, labels=made.LONG),
}

# Of those in `many` the steps and the numbers in calendar time: not ratios, not the flow.
TOGETHER = {f"curves {i}" for i in (0, 1, 2, 3, 4, 7, 9, 10, 11, 12)}


@cache
def figures(name):
    """Return every kind of figure in a look, as Plotly is given it; none needs a study."""
    look = LOOKS[name]
    drawn = [(f"curves {i}", f) for i, f in enumerate(test_widths.many(look))]
    made_up = {kind: draw for kind, draw in rows.FIGURES.items() if " of " not in kind}
    drawn += [(kind, draw(look)) for kind, draw in made_up.items()]
    of_patients = Look(look.language, look.theme, width=look.width, labels=patients.LABELS)
    drawn += [(kind, make(found, of_patients)) for kind, (make, found, _) in
              patients.FIGURES.items()]  # fmt: skip
    return look, [(kind, f.spec) for kind, f in drawn]


def number(values):
    """Return values of an axis as numbers: days where they are dates, nan where there are none."""
    if isinstance(values, dict):
        return np.frombuffer(b64decode(values["bdata"]), values["dtype"]).astype(float)
    values = [np.nan if v is None else v for v in np.asarray(values, dtype=object).ravel()]
    if any(isinstance(v, str) for v in values):
        return np.array([np.datetime64(v[:10]).astype(int) for v in values], dtype=float)
    return np.array(values, dtype=float)


def axis_of(spec, way, trace):
    return spec["layout"].get(f"{way}axis{(trace.get(f'{way}axis') or way)[1:]}", {})


@pytest.mark.parametrize("name", LOOKS)
def test_what_is_drawn_lies_within_its_axes(name):
    _, drawn = figures(name)
    for kind, spec in drawn:
        for trace in spec["data"]:
            if trace["type"] != "scatter" or (trace.get("meta") or {}).get("layer") == "hover":
                continue
            for way in "xy":
                low, high = sorted(number(axis_of(spec, way, trace)["range"]))
                values = number(trace[way])
                values = values[np.isfinite(values)]
                slack = 1e-3 * (high - low)
                assert values.size == 0 or low - slack <= values.min(), (kind, trace["meta"], way)
                assert values.size == 0 or values.max() <= high + slack, (kind, trace["meta"], way)


@pytest.mark.parametrize("name", LOOKS)
def test_ticks_rise_within_their_axis_and_have_words(name):
    _, drawn = figures(name)
    for kind, spec in drawn:
        for key, axis in spec["layout"].items():
            if key[1:5] != "axis" or axis.get("visible") is False or "tickvals" not in axis:
                continue
            low, high = sorted(number(axis["range"]))
            at, words = number(axis["tickvals"]), axis["ticktext"]
            assert len(at) == len(words), (kind, key)
            assert all(a < b for a, b in pairwise(at)), (kind, key)
            assert len(at) == 0 or low - 1e-6 <= at[0] <= at[-1] <= high + 1e-6, (kind, key)


def used(part):
    """Yield every color of a trace, a shape or a note."""
    for key, value in part.items():
        if isinstance(value, dict):
            yield from used(value)
        elif "color" in key:
            yield from [value] if isinstance(value, str) else value


def opaque(color):
    """Return a color as it is without its alpha."""
    faint = re.fullmatch(r"rgba\((\d+),(\d+),(\d+),([\d.]+)\)", color)
    return "#" + "".join(f"{int(v):02X}" for v in faint.groups()[:3]) if faint else color


@pytest.mark.parametrize("name", LOOKS)
def test_words_have_colors_one_can_read(name):
    look, drawn = figures(name)
    known = {look.ink, look.muted, "#000000", "#FFFFFF"}
    known |= {word_color(i, look.theme) for i in range(10)}
    for kind, spec in drawn:
        colors = {note["font"]["color"] for note in spec["layout"]["annotations"] if note["text"]}
        assert colors <= known, kind


@pytest.mark.parametrize("name", LOOKS)
def test_lines_and_intervals_have_the_colors_of_arms_or_none(name):
    look, drawn = figures(name)
    known = {look.ink, look.muted, look.grid, look.paper, "#808890", "#000000"}
    known |= {color for i in range(10) for color in (arm_color(i, look.theme),
                                                    word_color(i, look.theme))}  # fmt: skip
    for kind, spec in drawn:
        for trace in spec["data"]:
            if (trace.get("meta") or {}).get("layer") in ("line", "intervals", "arrows", "track"):
                assert {opaque(c) for c in used(trace)} <= known, (kind, trace["meta"])


@pytest.mark.parametrize("name", LOOKS)
def test_nothing_can_be_dragged_and_the_pointer_reads_lines_together_only_of_curves(name):
    _, drawn = figures(name)
    for kind, spec in drawn:
        layout = spec["layout"]
        together = layout.get("hovermode") == "x unified"
        hidden = [a for key, a in layout.items() if key[1:5] == "axis"]
        assert all(a["fixedrange"] for a in hidden), kind
        assert layout["dragmode"] is False
        assert together == (kind in TOGETHER), kind
