"""A view somebody wants to keep: who, of what, with which choices — as text, and back again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

from outcomes.displays.base.choice import Choice, Chosen
from outcomes.displays.base.display import Display, settled
from outcomes.displays.base.words import Words
from outcomes.model.scene import Scene

Codes = tuple[str, ...]
_CHOICE = "c."
MOST_FIELDS = 200


class Piece(NamedTuple):
    """One figure of one view, as codes that survive a change of language and of the data.

    Attributes
    ----------
    study, display, picture
        Whose, and which.
    population, unit
        Analysis set and unit of time.
    filters
        Each as the command line writes it.
    chosen
        What was chosen, by the names displays know the choices by.
    """

    study: str
    display: str
    picture: str
    population: str
    unit: str
    filters: tuple[str, ...] = ()
    chosen: tuple[tuple[str, Codes], ...] = ()


def piece_of(display: Display, picture: str, scene: Scene, chosen: Chosen) -> Piece:
    """Return what has to be known to draw a figure again."""
    block = scene.spec.study
    codes = tuple((name, codes_of(value)) for name, value in chosen.items())
    filters = tuple(map(str, scene.filters))
    return Piece(block.id, display.id, picture, scene.population, block.time_unit, filters, codes)


def codes_of(value: Any) -> Codes:
    """Return what was chosen as codes."""
    if isinstance(value, bool):
        return (str(int(value)),)
    if isinstance(value, tuple):
        return tuple(map(str, value))
    return (f"{value:.10g}" if isinstance(value, float | int) else str(value),)


def written(piece: Piece) -> str:
    """Return a piece as text, as links hold it."""
    about = {
        "study": piece.study, "display": piece.display, "picture": piece.picture,
        "population": piece.population, "unit": piece.unit, "where": piece.filters,
    }  # fmt: skip
    chosen = {_CHOICE + name: codes for name, codes in piece.chosen}
    return urlencode({**about, **chosen}, doseq=True)


def pieces_in(texts: Iterable[str]) -> tuple[Piece, ...]:
    """Return the pieces a link holds; what is none is left out."""
    return tuple(dict.fromkeys(p for t in texts if (p := _piece_in(t))))


def fields_in(text: str) -> dict[str, list[str]]:
    """Return the fields of a text as links hold it; none where there are more than any has."""
    try:
        return parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}


def _piece_in(text: str) -> Piece | None:
    given = fields_in(text)
    names = ("study", "display", "picture", "population", "unit")
    if not all(len(given.get(name, ())) == 1 for name in names):
        return None
    chosen = tuple(
        (name.removeprefix(_CHOICE), tuple(codes))
        for name, codes in given.items()
        if name.startswith(_CHOICE)
    )
    study, display, picture, population, unit = (given[name][0] for name in names)
    return Piece(
        study, display, picture, population, unit, tuple(given.get("where", ())), chosen
    )  # fmt: skip


def chosen_in(piece: Piece, display: Display, scene: Scene, words: Words) -> dict[str, Any]:
    """Return the choices of a piece; the default where its code is nothing this study offers."""
    codes = dict(piece.chosen)
    return settled(display, scene, words, lambda choice: value_of(choice, codes.get(choice.known)))


def value_of(choice: Choice, codes: Codes | None) -> Any:
    """Return the value codes stand for; the default where they name nothing offered."""
    if codes is None:
        return choice.default
    known = [code for code, _ in choice.options]
    if choice.kind == "many":
        return tuple(code for code in known if code in codes)
    if choice.kind == "one":
        return codes[0] if codes and codes[0] in known else choice.default
    if choice.kind == "switch":
        return codes == ("1",)
    try:
        number = float(codes[0])
    except (ValueError, IndexError):
        return choice.default
    return number if choice.low <= number <= choice.high else choice.default
