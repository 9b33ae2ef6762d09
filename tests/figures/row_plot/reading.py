"""What a reader of a row plot sees, out of its figure."""

import re


def texts(figure):
    """Return every text on the page."""
    return [re.sub(r"<[^>]+>", "", a.text or "") for a in figure.layout.annotations]


def words(figure):
    """Return all of it in one line."""
    return " ".join(texts(figure))


def layers(figure, name):
    """Return the traces of a layer."""
    return [t for t in figure.data if (t.meta or {}).get("layer") == name]


def marks(figure):
    """Return every mark as axis, x, y, symbol and color, from panel to panel."""
    return [
        (t.xaxis, *mark)
        for t in layers(figure, "marks")
        for mark in zip(t.x, t.y, t.marker.symbol, t.marker.color, strict=True)
    ]


def intervals(figure):
    """Return the ends of every interval with its color."""
    found = []
    for t in layers(figure, "intervals"):
        ends = list(zip(t.x[::3], t.x[1::3], strict=True))
        found += [(low, high, t.line.color) for low, high in ends]
    return found


def hovers(figure):
    """Return what the pointer reads, row by row."""
    return [said for t in layers(figure, "hover") for said in t.hovertext]
