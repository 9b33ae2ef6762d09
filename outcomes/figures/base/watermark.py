"""Words behind a figure that say where it is from, however it travels."""

from __future__ import annotations

from math import hypot

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, figure, note
from outcomes.figures.base.text import plain, text_width

WATERMARK = "watermark"  # name of the note: files paint it first, behind everything
TURNED = -14.0  # degrees
LARGEST = 24.0  # pixels


def watermarked(drawn: Figure, words: str, look: Look) -> Figure:
    """Return a figure with pale words across it; an empty one as it is."""
    data, layout = drawn.spec["data"], dict(drawn.spec["layout"])
    if not data and not layout.get("shapes"):
        return drawn
    wide, tall = look.width * 0.7, float(layout.get("height") or 0)
    size = min(LARGEST, tall / 5, wide / hypot(text_width(words, 1.0), 1.0))
    mark = note(plain(words), color=look.grid, size=round(size, 1), x=0.5, y=0.5, xref="paper",
                yref="paper", xanchor="center", yanchor="middle", textangle=TURNED,
                opacity=0.55, name=WATERMARK)  # fmt: skip
    layout["annotations"] = [*(layout.get("annotations") or ()), mark]
    return figure(data, layout)
